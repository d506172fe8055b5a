/**
 * Desired state: what Amazon ECS is running, read through one port and returned as observations.
 */
@NullMarked
package io.github.ecstasktracker.ecs;

import org.jspecify.annotations.NullMarked;
