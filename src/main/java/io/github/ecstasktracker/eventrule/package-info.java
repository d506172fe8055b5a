/**
 * The EventBridge rule that sends ECS events to the queue or topic: desired state, actual state and
 * difference.
 */
@NullMarked
package io.github.ecstasktracker.eventrule;

import org.jspecify.annotations.NullMarked;
