/** Meters of a kind that several rooms have. */
@NullMarked
package io.github.ecstasktracker.metrics;

import org.jspecify.annotations.NullMarked;
