/** Reports of agents, as they are received. */
@NullMarked
package io.github.ecstasktracker.agent.report;

import org.jspecify.annotations.NullMarked;
