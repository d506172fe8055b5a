/** Diff, proofs, guards and policies: pure functions, no I/O, no clock. */
@NullMarked
package io.github.ecstasktracker.plan;

import org.jspecify.annotations.NullMarked;
