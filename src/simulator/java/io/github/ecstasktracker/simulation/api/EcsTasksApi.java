package io.github.ecstasktracker.simulation.api;

import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASKS;
import static io.github.ecstasktracker.simulation.faults.Operation.LIST_TASKS;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.faults.ApiErrors;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * ListTasks and DescribeTasks.
 *
 * <ul>
 *   <li>Each call is served from a moment of its own, so the two may disagree.
 *   <li>ListTasks gives tasks whose desired status is RUNNING unless asked otherwise.
 *   <li>DescribeTasks never fails for a task it does not know: it reports it as MISSING.
 * </ul>
 */
public final class EcsTasksApi {
  private static final int PAGE = 100;

  private final Gate gate;
  private final EcsReads reads;
  private final Dice dice;

  EcsTasksApi(Gate gate, EcsReads reads, Dice dice) {
    this.gate = gate;
    this.reads = reads;
    this.dice = dice;
  }

  public ListTasksResponse listTasks(ListTasksRequest request) {
    int page = PageToken.parse(request.nextToken()).map(PageToken::page).orElse(1);
    return gate.call(LIST_TASKS, page, faults -> list(request, faults));
  }

  private ListTasksResponse list(ListTasksRequest request, Set<FaultKind> faults) {
    String cluster = reads.cluster(LIST_TASKS, request.cluster());
    int size = reads.pageSize(LIST_TASKS, request.maxResults(), PAGE);
    PageToken token = reads.token(LIST_TASKS, request.nextToken());
    long asOf = reads.asOf(faults);
    List<Task> following =
        reads
            .world()
            .tasks(
                cluster,
                group(request, cluster, asOf),
                token.after(),
                size + 1,
                filter(request),
                asOf);
    Page<Task> page = Page.cut(following, size, token, task -> EcsReads.id(task.taskArn()), faults);
    return ListTasksResponse.builder()
        .taskArns(page.entries().stream().map(Task::taskArn).toList())
        .nextToken(page.token())
        .build();
  }

  private Optional<String> group(ListTasksRequest request, String cluster, long asOf) {
    if (request.serviceName() == null) {
      return Optional.empty();
    }
    return reads
        .world()
        .service(cluster, request.serviceName(), asOf)
        // That an INACTIVE service is not found either is not documented.
        .filter(service -> !service.status().equals("INACTIVE"))
        .map(service -> Optional.of("service:" + service.serviceName()))
        .orElseThrow(
            () -> ApiErrors.bad(LIST_TASKS, "ServiceNotFoundException", "Service not found."));
  }

  private static Predicate<Task> filter(ListTasksRequest request) {
    DesiredStatus desired =
        request.desiredStatus() == null ? DesiredStatus.RUNNING : request.desiredStatus();
    Predicate<Task> filter = task -> desired.toString().equals(task.desiredStatus());
    if (request.containerInstance() != null) {
      String host = Identity.lastPart(request.containerInstance());
      filter =
          filter.and(
              task ->
                  task.containerInstanceArn() != null
                      && Identity.lastPart(task.containerInstanceArn()).equals(host));
    }
    if (request.family() != null) {
      filter =
          filter.and(
              task ->
                  Identity.lastPart(task.taskDefinitionArn()).startsWith(request.family() + ":"));
    }
    if (request.launchType() != null) {
      filter = filter.and(task -> task.launchType() == request.launchType());
    }
    if (request.startedBy() != null) {
      filter = filter.and(task -> Objects.equals(task.startedBy(), request.startedBy()));
    }
    return filter;
  }

  public DescribeTasksResponse describeTasks(DescribeTasksRequest request) {
    return gate.call(DESCRIBE_TASKS, faults -> describe(request, faults));
  }

  private DescribeTasksResponse describe(DescribeTasksRequest request, Set<FaultKind> faults) {
    String cluster = reads.cluster(DESCRIBE_TASKS, request.cluster());
    long asOf = reads.asOf(faults);
    List<Task> tasks = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (String arn : reads.named(DESCRIBE_TASKS, request.tasks(), PAGE, "Tasks")) {
      reads
          .world()
          .task(cluster, arn, asOf)
          .ifPresentOrElse(tasks::add, () -> failures.add(EcsReads.missing(arn)));
    }
    if (faults.contains(FaultKind.MISSING) && !tasks.isEmpty()) {
      Task hidden = tasks.remove(dice.below(tasks.size()));
      failures.add(EcsReads.missing(hidden.taskArn()));
    }
    if (faults.contains(FaultKind.NO_ADDRESS) && !tasks.isEmpty()) {
      tasks.replaceAll(withoutAddress(dice.pick(tasks)));
    }
    return DescribeTasksResponse.builder().tasks(tasks).failures(failures).build();
  }

  /** Replaces that one task by itself without interface and bindings. */
  private static UnaryOperator<Task> withoutAddress(Task chosen) {
    return task ->
        task != chosen
            ? task
            : task.toBuilder()
                .attachments(List.of())
                .containers(
                    task.containers().stream()
                        .map(
                            container ->
                                container.toBuilder()
                                    .networkBindings(List.of())
                                    .networkInterfaces(List.of())
                                    .build())
                        .toList())
                .build();
  }
}
