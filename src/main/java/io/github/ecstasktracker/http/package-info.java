/** The HTTP server, its routes, and the metrics derived from the current view. */
@NullMarked
package io.github.ecstasktracker.http;

import org.jspecify.annotations.NullMarked;
