package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import java.util.Map;

/**
 * Everything a plan depends on.
 *
 * @param evidence what earlier complete observations said
 * @param lastAddresses task ARN to the address that the task was last seen at: for tasks that are
 *     Unknown now, or stopped and described without their port bindings
 * @param claims owners of addresses over all backends
 * @param statuses what DescribeServices says; empty where it was not asked
 */
public record PlanInput(
    Desired desired,
    StoredBackend actual,
    Evidence evidence,
    Map<String, Address> lastAddresses,
    Claims claims,
    Map<ServiceKey, ServiceStatus> statuses,
    PlanRules rules) {}
