/** Wiring by constructor, lifecycle, leader election and background jobs. */
@NullMarked
package io.github.ecstasktracker.app;

import org.jspecify.annotations.NullMarked;
