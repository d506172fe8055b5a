/**
 * A play in acts: the real controller keeps a table true while a simulated cluster rolls, loses
 * events, is throttled, edited and falls ill. Every difference is timed, address by address.
 */
@org.jspecify.annotations.NullMarked
package io.github.ecstasktracker.demo;
