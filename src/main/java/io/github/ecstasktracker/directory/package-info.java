/** What is where: tasks, their containers, ports and hosts, and where what stopped has been. */
@NullMarked
package io.github.ecstasktracker.directory;

import org.jspecify.annotations.NullMarked;
