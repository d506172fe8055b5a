package io.github.ecstasktracker.command;

import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.lease.Standing;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.View;
import java.util.ArrayList;
import java.util.List;

/** The controller's status, with that of the sources around it. */
record RunStatus(ControllerStatus controller, Sources sources) implements ControllerStatus {
  @Override
  public View view() {
    return controller.view();
  }

  @Override
  public List<AppliedChange> changes() {
    return controller.changes();
  }

  @Override
  public boolean dryRun() {
    return controller.dryRun();
  }

  @Override
  public Standing standing() {
    return controller.standing();
  }

  @Override
  public List<Check> liveness() {
    List<Check> checks = new ArrayList<>(controller.liveness());
    sources.liveness().ifPresent(checks::add);
    return List.copyOf(checks);
  }

  @Override
  public List<Check> readiness() {
    return controller.readiness();
  }
}
