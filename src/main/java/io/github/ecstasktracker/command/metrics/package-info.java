/** Where a run's figures go. */
@NullMarked
package io.github.ecstasktracker.command.metrics;

import org.jspecify.annotations.NullMarked;
