/** Where a run's figures go. */
@NullMarked
package io.github.ecstasktracker.app.metrics;

import org.jspecify.annotations.NullMarked;
