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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 *   <li>It refuses the whole call for one name that cannot be a task of the account, the Region and
 *       the cluster: "Identifier is for 999999999999. Your accountId is 111122223333"
 *       (github.com/aws-actions/amazon-ecs-deploy-task-definition/issues/261), "Identifier is for
 *       cluster jan7. Your cluster is default" (github.com/aws/aws-toolkit-vscode/issues/2915),
 *       "taskId length should be one of [32,36]".
 * </ul>
 */
public final class EcsTasksApi {
  private static final int PAGE = 100;
  private static final int TASK_ID = 32;
  private static final int UUID = 36;
  private static final Pattern TASK_ARN =
      Pattern.compile("arn:[^:]+:ecs:([^:]+):([^:]+):task/(?:([^/]+)/)?[^/]+");

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
    List<String> named = reads.named(DESCRIBE_TASKS, request.tasks(), PAGE, "Tasks");
    for (String arn : named) {
      problem(cluster, arn)
          .ifPresent(
              problem -> {
                throw EcsReads.invalid(DESCRIBE_TASKS, problem);
              });
    }
    long asOf = reads.asOf(faults);
    List<Task> tasks = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (String arn : named) {
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

  /** Why it names no task that this cluster could have; empty where it may. */
  private Optional<String> problem(String cluster, String name) {
    int length = EcsReads.id(name).length();
    if (length != TASK_ID && length != UUID) {
      return Optional.of("taskId length should be one of [32,36]");
    }
    if (!name.startsWith("arn:")) {
      return Optional.empty();
    }
    Matcher arn = TASK_ARN.matcher(name);
    if (!arn.matches()) {
      return Optional.of("Invalid identifier: Unexpected number of separators");
    }
    Identity ours = reads.world().identity();
    if (!arn.group(1).equals(ours.region())) {
      return Optional.of(
          "Identifier is for %s. Your region is %s".formatted(arn.group(1), ours.region()));
    }
    if (!arn.group(2).equals(ours.accountId())) {
      return Optional.of(
          "Identifier is for %s. Your accountId is %s".formatted(arn.group(2), ours.accountId()));
    }
    return arn.group(3) == null || arn.group(3).equals(cluster)
        ? Optional.empty()
        : Optional.of(
            "Invalid identifier: Identifier is for cluster %s. Your cluster is %s"
                .formatted(arn.group(3), cluster));
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
