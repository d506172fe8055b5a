/** What agents on hosts tell, in the words of ECS ID Mapper's agent. */
@NullMarked
package io.github.ecstasktracker.agent;

import org.jspecify.annotations.NullMarked;
