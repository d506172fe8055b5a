/**
 * The real controller as a process of its own, against a simulated account and DynamoDB Local: what
 * the demo, the benchmark and the tests of whole processes stand on.
 */
@org.jspecify.annotations.NullMarked
package io.github.ecstasktracker.rig;
