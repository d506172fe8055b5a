/** Publication of a run's metrics. */
@NullMarked
package io.github.ecstasktracker.app.metrics;

import org.jspecify.annotations.NullMarked;
