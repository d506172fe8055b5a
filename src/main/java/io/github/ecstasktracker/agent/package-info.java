/** Agents on hosts and their reports, in the format of ECS ID Mapper's agent. */
@NullMarked
package io.github.ecstasktracker.agent;

import org.jspecify.annotations.NullMarked;
