/** How fast AWS may be called: token buckets, an adaptive share of them, circuit breakers. */
@NullMarked
package io.github.ecstasktracker.ratelimit;

import org.jspecify.annotations.NullMarked;
