/** What tests, demo and benchmarks stand on: stand-ins for the outside that run on this machine. */
@NullMarked
package io.github.ecstasktracker.testing;

import org.jspecify.annotations.NullMarked;
