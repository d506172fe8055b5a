package io.github.ecstasktracker.command.doctor;

import java.util.List;

/** One thing that the doctor looks at. Changes nothing, and never throws for what AWS does. */
@FunctionalInterface
public interface Check {
  /** At least one finding. */
  List<Finding> run();
}
