/** The HTTP server, its routes, and the metrics that are read from the current view. */
@NullMarked
package io.github.ecstasktracker.http;

import org.jspecify.annotations.NullMarked;
