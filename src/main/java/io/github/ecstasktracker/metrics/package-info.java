/** Meters shared by several packages. */
@NullMarked
package io.github.ecstasktracker.metrics;

import org.jspecify.annotations.NullMarked;
