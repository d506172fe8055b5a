/** The agent: reads its host's ECS agent and reports to the controller. */
@NullMarked
package io.github.ecstasktracker.agent.host;

import org.jspecify.annotations.NullMarked;
