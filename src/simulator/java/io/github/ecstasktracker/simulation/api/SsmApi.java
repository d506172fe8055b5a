package io.github.ecstasktracker.simulation.api;

import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_INSTANCE_INFORMATION;

import io.github.ecstasktracker.simulation.faults.ApiErrors;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Gate;
import io.github.ecstasktracker.simulation.world.Machine;
import io.github.ecstasktracker.simulation.world.WorldReads;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationRequest;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationResponse;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.PingStatus;
import software.amazon.awssdk.services.ssm.model.ResourceType;

/** Systems Manager's DescribeInstanceInformation: where ECS Anywhere's machines are. */
public final class SsmApi {
  private static final int USUAL_PAGE = 10;
  private static final int MOST = 50;

  private final Gate gate;
  private final WorldReads world;

  SsmApi(Gate gate, WorldReads world) {
    this.gate = gate;
    this.world = world;
  }

  public DescribeInstanceInformationResponse describeInstanceInformation(
      DescribeInstanceInformationRequest request) {
    int page = PageToken.parse(request.nextToken()).map(PageToken::page).orElse(1);
    return gate.call(DESCRIBE_INSTANCE_INFORMATION, page, faults -> describe(request, faults));
  }

  private DescribeInstanceInformationResponse describe(
      DescribeInstanceInformationRequest request, Set<FaultKind> faults) {
    int size = request.maxResults() == null ? USUAL_PAGE : request.maxResults();
    if (size < 5 || size > MOST) {
      throw bad("ValidationException", "maxResults must be between 5 and 50");
    }
    PageToken token =
        PageToken.parse(request.nextToken())
            .orElseThrow(() -> bad("InvalidNextToken", "The token is not valid"));
    List<Machine> following =
        world.machines().stream()
            .filter(Machine::external)
            .filter(machine -> request.filters().stream().allMatch(f -> accepts(f, machine)))
            .filter(machine -> machine.instanceId().compareTo(token.after()) > 0)
            .sorted(Comparator.comparing(Machine::instanceId))
            .limit(size + 1L)
            .toList();
    Page<Machine> page = Page.cut(following, size, token, Machine::instanceId, faults);
    return DescribeInstanceInformationResponse.builder()
        .instanceInformationList(page.entries().stream().map(SsmApi::information).toList())
        .nextToken(page.token())
        .build();
  }

  private static boolean accepts(InstanceInformationStringFilter filter, Machine machine) {
    if (!filter.key().equals("InstanceIds")) {
      throw bad("InvalidFilterKey", "The filter key " + filter.key() + " is not valid");
    }
    if (filter.values().size() > MOST) {
      throw bad("ValidationException", "a filter takes at most 50 values");
    }
    return filter.values().contains(machine.instanceId());
  }

  private static InstanceInformation information(Machine machine) {
    InstanceInformation.Builder information =
        InstanceInformation.builder()
            .instanceId(machine.instanceId())
            .resourceType(ResourceType.MANAGED_INSTANCE)
            .pingStatus(machine.alive() ? PingStatus.ONLINE : PingStatus.CONNECTION_LOST);
    machine.address().ifPresent(information::ipAddress);
    return information.build();
  }

  private static RuntimeException bad(String code, String message) {
    return ApiErrors.bad(DESCRIBE_INSTANCE_INFORMATION, code, message);
  }
}
