package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.only;
import static io.github.ecstasktracker.ecs.Descriptions.urls;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A process that begins where another has been: definitions that are kept are not asked for. */
class ColdStartTest {
  private static final int SERVICES = 200;
  private static final int TASKS = 3;

  private final FakeCluster cluster = new FakeCluster();
  private final MemoryDefinitions store = new MemoryDefinitions();
  private final List<DefinitionKeeper> keepers = new ArrayList<>();
  private final Queue<Runnable> jobs = new ArrayDeque<>();
  private Instant now = Instant.parse("2026-11-30T12:00:00Z");

  private void services() {
    cluster.host(0);
    for (int service = 0; service < SERVICES; service++) {
      String definition = "s%d:1".formatted(service);
      cluster.definition(definition);
      for (int task = 0; task < TASKS; task++) {
        cluster.task("t%03d%d".formatted(service, task), "s" + service, definition, 0);
      }
    }
  }

  /** Another process. */
  private EcsHandler process(boolean saves) {
    return process(saves, CallGate.open());
  }

  private EcsHandler process(boolean saves, CallGate gate) {
    DefinitionKeeper keeper =
        new DefinitionKeeper(
            store,
            saves,
            (outcome, times) -> {},
            new DefinitionKeeper.Platform(
                cluster.nanos::get, () -> now, new SplittableRandom(7), jobs::add));
    keepers.add(keeper);
    return new EcsHandler(
        cluster.calls(gate), cluster.nanos::get, Runnable::run, EcsOptions.NONE, keeper);
  }

  private static Answered look(EcsHandler process) {
    return Looks.everything(process, Urgency.BACKGROUND);
  }

  private int asked() {
    return cluster.aws.count("DescribeTaskDefinition");
  }

  private void work() {
    while (!jobs.isEmpty()) {
      jobs.remove().run();
    }
  }

  private void end() {
    work();
    keepers.removeLast().close(Duration.ofSeconds(2));
  }

  @Test
  void definitionsKnown_noneIsAskedFor_andAllIsAsIfTheyWere() {
    services();
    Answered first = look(process(true));
    end();
    assertThat(asked()).isEqualTo(SERVICES);
    cluster.aws.forgetCalls();
    int firstLoads = store.loads.size();

    Answered next = look(process(true));

    assertThat(asked()).isZero();
    assertThat(store.loads.subList(firstLoads, store.loads.size()).stream().flatMap(Set::stream))
        .hasSize(SERVICES)
        .doesNotHaveDuplicates();
    assertThat(next).isEqualTo(first);
    assertThat(urls(next)).hasSize(SERVICES * TASKS);
  }

  @Test
  void steadyCluster_isLookedUpOnce() {
    services();
    EcsHandler process = process(true);
    look(process);
    int pages = SERVICES * TASKS / EcsReader.PAGE;
    assertThat(store.loads).hasSize(pages);
    store.loads.clear();
    look(process);

    assertThat(store.loads).isEmpty();
    assertThat(asked()).isEqualTo(SERVICES);
  }

  @Test
  void dryRun_keepsNothing_andReadsWhatIsKept() {
    cluster.tasks(2, "web");
    look(process(false));
    end();
    assertThat(store.saves).isEmpty();

    look(process(true));
    end();
    cluster.aws.forgetCalls();
    assertThat(urls(look(process(false)))).hasSize(2);
    assertThat(asked()).isZero();
  }

  @Test
  void storeThatFails_failsNothing() {
    cluster.tasks(2, "web");
    store.failure = Optional.of("BatchGetItem: no route");

    assertThat(urls(look(process(true)))).hasSize(2);
    assertThat(asked()).isOne();
  }

  /** Of its tasks nothing changes for weeks, so nothing is read anew; it is in use all the same. */
  @Test
  void quietService_keepsItsDefinitionKnown() {
    cluster.tasks(1, "web");
    EcsHandler process = process(true);
    for (int day = 0; day < 90; day++) {
      look(process);
      work();
      now = now.plus(Duration.ofDays(1));
    }

    assertThat(asked()).isOne();
    assertThat(store.saves).hasSizeBetween(6, 10);
    assertThat(store.items.values()).allMatch(kept -> kept.expires().isAfter(now));
  }

  @Test
  void taskThatIsPending_bringsItsDefinition() {
    cluster.tasks(1, "web");
    cluster.change("web-00000", task -> task.put("lastStatus", "PENDING"));
    EcsHandler process = process(true);
    look(process);
    assertThat(asked()).isOne();

    cluster.change("web-00000", task -> task.put("lastStatus", "RUNNING").put("version", 4));
    assertThat(only(look(process)).backend()).isPresent();
    assertThat(asked()).isOne();
  }

  @Test
  void questionsOfTheResync_haveTheWholeShare() {
    cluster.tasks(1, "web");
    List<Urgency> urgencies = new ArrayList<>();
    CallGate gate =
        new CallGate() {
          @Override
          public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
            if (api == AwsApi.ECS_TASK_DEFINITION_READ) {
              urgencies.add(urgency);
            }
            return call.get();
          }
        };
    look(process(true, gate));

    assertThat(urgencies).containsExactly(Urgency.LIVE);
  }
}
