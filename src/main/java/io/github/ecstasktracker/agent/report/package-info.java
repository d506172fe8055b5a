/** Reception of agents' reports. */
@NullMarked
package io.github.ecstasktracker.agent.report;

import org.jspecify.annotations.NullMarked;
