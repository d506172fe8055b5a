/**
 * The doctor command: checks everything the controller needs and reports each finding in one line
 * with its fix.
 */
@NullMarked
package io.github.ecstasktracker.command.doctor;

import org.jspecify.annotations.NullMarked;
