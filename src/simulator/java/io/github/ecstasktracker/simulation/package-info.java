/**
 * A simulated AWS account: what demo, tests and benchmarks run against.
 *
 * <p>{@link io.github.ecstasktracker.simulation.SimulatedAccount} is the way in. Beneath it:
 *
 * <ul>
 *   <li>{@code core}: clock, agenda, lock, dice, trace.
 *   <li>{@code world}: what really is: hosts, services, tasks and their lives.
 *   <li>{@code faults}: what lies between a caller and the world: limits, faults, lag, counts.
 *   <li>{@code api}: the AWS operations, in the SDK's own request and response types.
 *   <li>{@code bus}: events on their way, queues, topics.
 *   <li>{@code client} and {@code wire}: the two ways to call, in process and over HTTP.
 *   <li>{@code dynamodb}: DynamoDB in memory, its tables shared by clients in process.
 *   <li>{@code shape}: the SDK's model classes as JSON and XML.
 *   <li>{@code scenario}: the language in which a run is staged.
 * </ul>
 */
@org.jspecify.annotations.NullMarked
package io.github.ecstasktracker.simulation;
