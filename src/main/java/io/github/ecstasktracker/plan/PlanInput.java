package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Everything a plan depends on: values only.
 *
 * @param evidence what earlier lists said against servers
 * @param lastAddresses task ARN to the address that the task was last seen at: for tasks that are
 *     Unknown now, or stopped and described without their port bindings
 * @param occupants who holds which address, over all backends
 * @param statuses what DescribeServices says, asked after a list of these services alone; empty
 *     where it was not asked
 */
public record PlanInput(
    Desired desired,
    StoredBackend actual,
    Evidence evidence,
    Map<String, Address> lastAddresses,
    Map<Address, Claim> occupants,
    Map<ServiceKey, ServiceStatus> statuses,
    Times times,
    PlanRules rules) {
  public PlanInput {
    lastAddresses = Map.copyOf(lastAddresses);
    occupants = Map.copyOf(occupants);
    statuses = Map.copyOf(statuses);
  }

  /**
   * Monotonic times, all of one clock.
   *
   * @param nowNanos when the plan is made
   * @param freshNanos what was described before this proves nothing about an address
   * @param listBegunNanos when the complete list began that this plan follows; empty where it
   *     follows none, so that no absence begins with it
   */
  public record Times(long nowNanos, long freshNanos, OptionalLong listBegunNanos) {}
}
