/**
 * The whole controller against a simulated account and a table in memory, on one thread under one
 * virtual clock: what a user sees, tried over many seeds.
 */
@NullMarked
package io.github.ecstasktracker.system;

import org.jspecify.annotations.NullMarked;
