package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.ecs.AwsCalls;
import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.EcsHandler;
import io.github.ecstasktracker.ecs.EcsOptions;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.ecs.NoDefinitions;
import io.github.ecstasktracker.ecs.TaskList;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.client.CallHook;
import io.github.ecstasktracker.simulation.client.InProcessClients;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.trigger.Parsed;
import io.github.ecstasktracker.trigger.Receivers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the storm costs who reads a service at each event about it, in order, and writes at once
 * what it saw; its calls and writes take no time but that of the budget. For comparison.
 */
final class Naive implements CallGate {
  private static final String CLUSTER = "demo";
  private static final Duration TOKEN = Duration.ofMillis(50);
  private static final Span BUS = Span.ofMillis(10, 10);
  private static final Duration SETTLED = Duration.ofHours(1);
  private static final int TASKS_A_HOST = 100;

  private final SimulatedAccount account;
  private final EcsHandler ecs;
  private final Queue<ServiceKey> events = new ArrayDeque<>();
  private final Map<String, SortedSet<String>> truth = new HashMap<>();
  private final Map<String, SortedSet<String>> table = new HashMap<>();
  private final Set<String> wrong = new HashSet<>();
  private long lastChange;
  private long trueSince;

  private Naive(long seed) {
    account = SimulatedAccount.inVirtualTime(seed);
    InProcessClients clients = new InProcessClients(account.api(), CallHook.NONE);
    ecs =
        new EcsHandler(
            new AwsCalls(clients.ecs(), clients.ec2(), clients.ssm(), this, account.clock()::nanos),
            account.clock()::nanos,
            Runnable::run,
            EcsOptions.NONE,
            NoDefinitions.keeper());
  }

  /** From the last change of the truth to a table that is true. */
  static Duration toTrue(long seed, int services, int tasks) {
    return new Naive(seed).run(services, tasks);
  }

  private Duration run(int services, int tasks) {
    account.cluster(CLUSTER).hosts(Math.max(2, services * tasks / TASKS_A_HOST));
    account.events().latency(BUS);
    for (int i = 0; i < services; i++) {
      account.cluster(CLUSTER).service("s" + i).tasks(tasks).bridge(80);
    }
    account.time().settle(SETTLED);
    for (int i = 0; i < services; i++) {
      truth.put("s" + i, account.expectedServers(CLUSTER, "s" + i));
      table.put("s" + i, truth.get("s" + i));
    }
    // Hosts and definitions are known, as they are to the controller that is compared with this.
    read(CLUSTER, null);
    account.buckets().empty(Operation.LIST_TASKS);
    account.events().to(this::hear);
    for (int i = 0; i < services; i++) {
      account.cluster(CLUSTER).service("s" + i).redeploy();
    }
    while (!account.steady() || !events.isEmpty()) {
      ServiceKey next = events.poll();
      if (next == null) {
        account.time().advance(TOKEN);
      } else {
        look(next);
      }
    }
    return Duration.ofNanos(Math.max(0, trueSince - lastChange));
  }

  private void hear(String event) {
    if (Receivers.PARSER.parse(event, Trigger.Source.SQS)
        instanceof Parsed.Triggers(var triggers)) {
      triggers.stream().flatMap(trigger -> trigger.service().stream()).forEach(this::changed);
    }
  }

  private void changed(ServiceKey service) {
    events.add(service);
    SortedSet<String> now = account.expectedServers(CLUSTER, service.service());
    if (!now.equals(truth.put(service.service(), now))) {
      lastChange = account.clock().nanos();
      compare(service.service());
    }
  }

  private void look(ServiceKey service) {
    SortedSet<String> servers = new TreeSet<>();
    for (ObservedTask task : read(service.cluster(), service.service())) {
      if (task.state() instanceof TaskState.Resolved resolved) {
        servers.add(resolved.server().address().toString());
      }
    }
    table.put(service.service(), servers);
    compare(service.service());
  }

  /** Lists, and describes all that is listed. */
  private List<ObservedTask> read(String cluster, @Nullable String service) {
    List<String> arns = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      TaskList.Page page =
          (TaskList.Page) ecs.list(cluster, service, token.orElse(null), Urgency.LIVE);
      arns.addAll(page.arns());
      token = page.next();
    } while (token.isPresent());
    List<ObservedTask> tasks = new ArrayList<>();
    for (int from = 0; from < arns.size(); from += EcsReader.PAGE) {
      List<String> asked = arns.subList(from, Math.min(from + EcsReader.PAGE, arns.size()));
      Description.Answered answer =
          (Description.Answered) ecs.describe(cluster, () -> asked, Urgency.LIVE);
      tasks.addAll(answer.tasks());
      // These are Unknown above.
      answer.unresolved().ifPresent(rest -> tasks.addAll(rest.get().tasks()));
    }
    return tasks;
  }

  private void compare(String service) {
    if (!table.get(service).equals(truth.get(service))) {
      wrong.add(service);
    } else if (wrong.remove(service) && wrong.isEmpty()) {
      trueSince = account.clock().nanos();
    }
  }

  /** Waits for the account's token. */
  @Override
  public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
    Operation operation =
        switch (api) {
          case ECS_TASK_DEFINITION_READ -> Operation.DESCRIBE_TASK_DEFINITION;
          case EC2_READ -> Operation.DESCRIBE_INSTANCES;
          default -> Operation.LIST_TASKS;
        };
    while (account.buckets().tokens(operation) < 1) {
      account.time().advance(TOKEN);
    }
    return call.get();
  }
}
