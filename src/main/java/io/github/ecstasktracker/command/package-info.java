/** The commands: parse, call, print, exit code. */
@NullMarked
package io.github.ecstasktracker.command;

import org.jspecify.annotations.NullMarked;
