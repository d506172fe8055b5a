package io.github.ecstasktracker.command.doctor;

import java.util.List;

/**
 * One thing that the doctor looks at. Changes nothing but what it was told to make, and never
 * throws for what AWS does.
 */
@FunctionalInterface
public interface Check {
  /** At least one finding. */
  List<Finding> run();
}
