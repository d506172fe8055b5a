package io.github.ecstasktracker.command.doctor;

import java.util.List;

/**
 * One check of the doctor. It changes nothing except what it is to create, and AWS errors never
 * make it throw.
 */
@FunctionalInterface
public interface Check {
  /** At least one finding. */
  List<Finding> run();
}
