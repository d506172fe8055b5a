package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.ecs.model.Attribute;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.Failure;

/**
 * From container instances to machines: DescribeContainerInstances, then EC2 for {@code i-} ids and
 * Systems Manager for {@code mi-} ids (ECS Anywhere). Every instance asked for has an answer.
 *
 * <p>All with the whole of our share, whoever asks: who asks for a change may join a call of the
 * resync (see {@link Hosts}), and must not wait behind what is kept for him.
 *
 * <p>The custom attribute {@value #ADDRESS_ATTRIBUTE} of a container instance overrides all of it:
 * the address that an on-premises machine reports may not be the one it is reached at.
 */
final class HostLookup {
  static final String ADDRESS_ATTRIBUTE = "ecs-task-tracker.address";

  /** What is known of one container instance. */
  sealed interface Answer {
    /**
     * It has an address.
     *
     * @param fixed whether the address stays for the machine's life, as an EC2 primary address does
     * @param machine what is known of it
     */
    record Found(Host host, boolean fixed, Machine machine) implements Answer {}

    /** AWS answered, and knows no address. */
    record Absent(String reason) implements Answer {}

    /** A call failed. */
    record Failed(String reason) implements Answer {}
  }

  private final AwsCalls calls;
  private final Fanout fanout;
  private final MachineAddresses machines;
  private final BiConsumer<String, DescribeContainerInstancesResponse> listener;

  /**
   * @param listener gets each answer of DescribeContainerInstances, with its cluster
   */
  HostLookup(
      AwsCalls calls,
      Fanout fanout,
      BiConsumer<String, DescribeContainerInstancesResponse> listener) {
    this.calls = calls;
    this.fanout = fanout;
    this.listener = listener;
    this.machines = new MachineAddresses(calls, fanout);
  }

  Map<String, Answer> read(String cluster, Collection<String> instanceArns) {
    Map<String, Answer> answers = new HashMap<>();
    Map<String, ContainerInstance> without = new LinkedHashMap<>();
    List<List<String>> pages = Fanout.batches(instanceArns, EcsReader.PAGE);
    List<Result<DescribeContainerInstancesResponse>> described =
        fanout.map(pages, page -> calls.describeContainerInstances(cluster, page, Urgency.LIVE));
    for (int i = 0; i < pages.size(); i++) {
      switch (described.get(i)) {
        case Result.Failed<DescribeContainerInstancesResponse>(String reason, boolean throttled) ->
            pages.get(i).forEach(arn -> answers.put(arn, new Answer.Failed(reason)));
        case Result.Ok<DescribeContainerInstancesResponse>(
                DescribeContainerInstancesResponse page) -> {
          listener.accept(cluster, page);
          page.failures().forEach(failure -> refuse(failure, answers));
          page.containerInstances().forEach(instance -> place(instance, answers, without));
        }
      }
    }
    Map<String, Answer> byMachine =
        machines.read(without.values().stream().map(ContainerInstance::ec2InstanceId).toList());
    without.forEach(
        (arn, instance) -> {
          String machine = instance.ec2InstanceId();
          answers.put(arn, whole(instance, byMachine.getOrDefault(machine, unknown(machine))));
        });
    instanceArns.forEach(arn -> answers.putIfAbsent(arn, silence(arn)));
    return answers;
  }

  private static void place(
      ContainerInstance instance,
      Map<String, Answer> answers,
      Map<String, ContainerInstance> without) {
    String arn = instance.containerInstanceArn();
    Optional<Host> overridden = override(instance);
    if (overridden.isPresent()) {
      answers.put(arn, found(instance, overridden.get(), false));
    } else if (instance.ec2InstanceId() == null) {
      answers.put(
          arn, new Answer.Absent("container instance " + Arns.last(arn) + " names no machine"));
    } else {
      without.put(arn, instance);
    }
  }

  private static Answer whole(ContainerInstance instance, Answer address) {
    return address instanceof Answer.Found(Host host, boolean fixed, Machine _)
        ? found(instance, host, fixed)
        : address;
  }

  private static Answer found(ContainerInstance instance, Host host, boolean fixed) {
    return new Answer.Found(host, fixed, Machines.of(instance, host.address(false)));
  }

  private static Optional<Host> override(ContainerInstance instance) {
    return instance.attributes().stream()
        .filter(attribute -> ADDRESS_ATTRIBUTE.equals(attribute.name()))
        .map(Attribute::value)
        .flatMap(
            value ->
                Address.parse(value + ":1").or(() -> Address.parse("[" + value + "]:1")).stream())
        .findFirst()
        .map(Address::host)
        .flatMap(host -> host.contains(":") ? Host.of(null, host) : Host.of(host, null));
  }

  private static void refuse(Failure failure, Map<String, Answer> answers) {
    if (failure.arn() != null) {
      String instance = "container instance " + Arns.last(failure.arn());
      answers.put(failure.arn(), new Answer.Absent(instance + ": ECS says " + failure.reason()));
    }
  }

  private static Answer unknown(String machine) {
    return new Answer.Absent("host " + machine + " is not known to AWS");
  }

  private static Answer silence(String arn) {
    return new Answer.Absent(
        "container instance " + Arns.last(arn) + ": the answer does not speak of it");
  }
}
