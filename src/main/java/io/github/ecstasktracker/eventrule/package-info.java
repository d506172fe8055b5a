/**
 * The EventBridge rule that sends ECS's events to the queue or topic: what it should be, what it
 * is, and the difference.
 */
@NullMarked
package io.github.ecstasktracker.eventrule;

import org.jspecify.annotations.NullMarked;
