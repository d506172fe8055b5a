/** The agent: looks at its host's ECS agent, and tells the controller. */
@NullMarked
package io.github.ecstasktracker.agent.host;

import org.jspecify.annotations.NullMarked;
