package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.HostLookup.Answer;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationResponse;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;

/**
 * The private addresses of machines: EC2 instances by DescribeInstances, on-premises ones ({@code
 * mi-}) by Systems Manager. A machine that AWS does not know is left out of the answer.
 */
final class MachineAddresses {
  private static final String MANAGED_NODE = "mi-";
  // A batch fits one page at each of the two APIs; more are followed, never without end.
  private static final int MAX_PAGES = 50;

  /** One page: what it says of machines, and where the next begins. */
  private record Page(Map<String, Answer> answers, @Nullable String next) {}

  private interface PageReader {
    Result<Page> read(List<String> ids, @Nullable String token);
  }

  private final AwsCalls calls;
  private final Fanout fanout;

  MachineAddresses(AwsCalls calls, Fanout fanout) {
    this.calls = calls;
    this.fanout = fanout;
  }

  Map<String, Answer> read(Collection<String> machines) {
    List<String> ec2 = new ArrayList<>();
    List<String> managed = new ArrayList<>();
    // One mi- id sent to EC2 would fail the whole batch as malformed.
    new TreeSet<>(machines).forEach(id -> (id.startsWith(MANAGED_NODE) ? managed : ec2).add(id));
    Map<String, Answer> answers = new HashMap<>();
    answers.putAll(readAll(ec2, AwsCalls.EC2_FILTER_VALUES, this::ec2Page));
    answers.putAll(readAll(managed, AwsCalls.SSM_PAGE, this::ssmPage));
    return answers;
  }

  private Map<String, Answer> readAll(List<String> ids, int batchSize, PageReader reader) {
    Map<String, Answer> answers = new HashMap<>();
    fanout
        .map(Fanout.batches(ids, batchSize), batch -> readBatch(batch, reader))
        .forEach(answers::putAll);
    return answers;
  }

  private static Map<String, Answer> readBatch(List<String> ids, PageReader reader) {
    Map<String, Answer> answers = new HashMap<>();
    String token = null;
    for (int page = 1; page <= MAX_PAGES; page++) {
      switch (reader.read(ids, token)) {
        case Result.Failed<Page>(String reason, boolean throttled) -> {
          return failRest(ids, answers, reason);
        }
        case Result.Ok<Page>(Page answered) -> {
          answers.putAll(answered.answers());
          token = answered.next();
          if (token == null || token.isEmpty()) {
            return answers;
          }
        }
      }
    }
    return failRest(ids, answers, "addresses of hosts: no end after " + MAX_PAGES + " pages");
  }

  private static Map<String, Answer> failRest(
      List<String> ids, Map<String, Answer> answers, String reason) {
    ids.forEach(id -> answers.putIfAbsent(id, new Answer.Failed("host " + id + ": " + reason)));
    return answers;
  }

  private Result<Page> ec2Page(List<String> ids, @Nullable String token) {
    return calls.describeInstances(ids, token).map(MachineAddresses::page);
  }

  private Result<Page> ssmPage(List<String> ids, @Nullable String token) {
    return calls.describeInstanceInformation(ids, token).map(MachineAddresses::page);
  }

  private static Page page(DescribeInstancesResponse answer) {
    Map<String, Answer> answers = new HashMap<>();
    answer.reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .forEach(
            instance ->
                answers.put(
                    instance.instanceId(),
                    found(
                        instance.instanceId(),
                        instance.privateIpAddress(),
                        instance.ipv6Address(),
                        true)));
    return new Page(answers, answer.nextToken());
  }

  private static Page page(DescribeInstanceInformationResponse answer) {
    Map<String, Answer> answers = new HashMap<>();
    for (InstanceInformation node : answer.instanceInformationList()) {
      String ip = node.ipAddress();
      boolean ipv6 = ip != null && ip.contains(":");
      answers.put(
          node.instanceId(), found(node.instanceId(), ipv6 ? null : ip, ipv6 ? ip : null, false));
    }
    return new Page(answers, answer.nextToken());
  }

  private static Answer found(
      String id, @Nullable String ipv4, @Nullable String ipv6, boolean fixed) {
    return Host.of(ipv4, ipv6)
        .<Answer>map(host -> new Answer.Found(host, fixed, Machine.named(id, host.address(false))))
        .orElseGet(() -> new Answer.Absent("host " + id + " has no private address"));
  }
}
