package io.github.ecstasktracker.app;

import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The controller's status combined with that of the sources and the lease.
 *
 * @param election empty without leader election
 */
public record RunStatus(ControllerStatus controller, Sources sources, Optional<Election> election)
    implements ControllerStatus {
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
  public LeaderState standing() {
    return controller.standing();
  }

  @Override
  public List<Check> liveness() {
    List<Check> checks = new ArrayList<>(controller.liveness());
    checks.addAll(sources.liveness());
    election.map(Election::liveness).ifPresent(checks::add);
    return List.copyOf(checks);
  }

  @Override
  public List<Check> readiness() {
    List<Check> checks = new ArrayList<>(controller.readiness());
    election.map(Election::readiness).ifPresent(checks::addAll);
    return List.copyOf(checks);
  }
}
