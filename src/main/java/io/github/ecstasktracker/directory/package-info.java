/** The directory of tasks, their containers, ports and hosts, including stopped tasks. */
@NullMarked
package io.github.ecstasktracker.directory;

import org.jspecify.annotations.NullMarked;
