package io.github.ecstasktracker.simulation.api;

import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_INSTANCES;

import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.faults.ApiErrors;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Gate;
import io.github.ecstasktracker.simulation.world.Machine;
import io.github.ecstasktracker.simulation.world.WorldReads;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Reservation;

/**
 * EC2 DescribeInstances.
 *
 * <ul>
 *   <li>By filter, an unknown id is just absent; by ids, one unknown id fails the whole call.
 *   <li>A filter takes 200 values; ids and a page size exclude each other.
 * </ul>
 */
public final class Ec2Api {
  private static final int MOST_FILTER_VALUES = 200;
  private static final int PAGE = 1000;

  private final Gate gate;
  private final WorldReads world;
  private final Identity identity;

  Ec2Api(Gate gate, WorldReads world, Identity identity) {
    this.gate = gate;
    this.world = world;
    this.identity = identity;
  }

  public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
    int page = PageToken.parse(request.nextToken()).map(PageToken::page).orElse(1);
    return gate.call(DESCRIBE_INSTANCES, page, faults -> describe(request, faults));
  }

  private DescribeInstancesResponse describe(
      DescribeInstancesRequest request, Set<FaultKind> faults) {
    if (request.hasInstanceIds() && request.maxResults() != null) {
      throw bad("InvalidParameterCombination", "MaxResults and InstanceIds exclude each other");
    }
    PageToken token =
        PageToken.parse(request.nextToken())
            .orElseThrow(() -> bad("InvalidNextToken", "The token is not valid"));
    int size = request.maxResults() == null ? PAGE : request.maxResults();
    if (size < 5 || size > PAGE) {
      throw bad("InvalidParameterValue", "MaxResults must be between 5 and 1000");
    }
    List<Machine> following =
        matching(request).stream()
            .filter(machine -> machine.instanceId().compareTo(token.after()) > 0)
            .sorted(Comparator.comparing(Machine::instanceId))
            .limit(size + 1L)
            .toList();
    Page<Machine> page = Page.cut(following, size, token, Machine::instanceId, faults);
    return DescribeInstancesResponse.builder()
        .reservations(page.entries().stream().map(this::reservation).toList())
        .nextToken(page.token())
        .build();
  }

  private List<Machine> matching(DescribeInstancesRequest request) {
    List<Machine> machines =
        world.machines().stream().filter(machine -> !machine.external()).toList();
    if (request.hasInstanceIds()) {
      Set<String> known = machines.stream().map(Machine::instanceId).collect(Collectors.toSet());
      for (String id : request.instanceIds()) {
        if (!id.startsWith("i-")) {
          throw bad("InvalidInstanceID.Malformed", "Invalid id: \"" + id + "\"");
        }
        if (!known.contains(id)) {
          throw bad("InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist");
        }
      }
      Set<String> asked = new HashSet<>(request.instanceIds());
      machines = machines.stream().filter(m -> asked.contains(m.instanceId())).toList();
    }
    for (Filter filter : request.filters()) {
      machines = filtered(machines, filter);
    }
    return machines;
  }

  private static List<Machine> filtered(List<Machine> machines, Filter filter) {
    if (filter.values().size() > MOST_FILTER_VALUES) {
      throw bad("FilterLimitExceeded", "The maximum number of filter values is 200");
    }
    Set<String> values = new HashSet<>(filter.values());
    return switch (filter.name()) {
      case "instance-id" -> machines.stream().filter(m -> values.contains(m.instanceId())).toList();
      case "instance-state-name" ->
          machines.stream().filter(m -> values.contains(state(m).toString())).toList();
      default ->
          throw bad("InvalidParameterValue", "The filter '" + filter.name() + "' is invalid");
    };
  }

  private Reservation reservation(Machine machine) {
    Instance.Builder instance =
        Instance.builder()
            .instanceId(machine.instanceId())
            .state(state -> state.name(state(machine)).code(machine.alive() ? 16 : 48));
    machine.address().ifPresent(instance::privateIpAddress);
    return Reservation.builder()
        .reservationId("r-" + machine.instanceId().substring(2))
        .ownerId(identity.accountId())
        .instances(instance.build())
        .build();
  }

  private static InstanceStateName state(Machine machine) {
    return machine.alive() ? InstanceStateName.RUNNING : InstanceStateName.TERMINATED;
  }

  private static RuntimeException bad(String code, String message) {
    return ApiErrors.bad(DESCRIBE_INSTANCES, code, message);
  }
}
