/** The doctor: checks of all that the controller needs, each told in a line with its remedy. */
@NullMarked
package io.github.ecstasktracker.command.doctor;

import org.jspecify.annotations.NullMarked;
