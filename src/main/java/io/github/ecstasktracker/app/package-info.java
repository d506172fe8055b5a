/** Wiring by constructor, lifecycle, election and the jobs beside the control loop. */
@NullMarked
package io.github.ecstasktracker.app;

import org.jspecify.annotations.NullMarked;
