/**
 * How long the real controller takes from a trigger to its write, over the real wire protocols.
 *
 * <p>See docs/performance.md.
 */
@org.jspecify.annotations.NullMarked
package io.github.ecstasktracker.benchmark;
