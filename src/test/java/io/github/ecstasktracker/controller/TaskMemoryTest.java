package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.plan.Claim;
import io.github.ecstasktracker.testing.SteppedTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskMemoryTest {
  private static final Address AT = Address.parse("10.0.0.1:80").orElseThrow();

  private final SteppedTime time = new SteppedTime();
  private final FakeEcs ecs = new FakeEcs();
  private final TaskMemory memory = new TaskMemory(time);

  private String learnRunning(String service, String address) {
    String arn = ecs.run(service, address);
    memory.learn(List.of(ecs.tasks.get(arn)), 0);
    return arn;
  }

  private void learnStopped(String arn) {
    ecs.stop(arn);
    memory.learn(List.of(ecs.tasks.get(arn)), 0);
  }

  private List<ObservedTask> stopped() {
    return memory.stopped(service -> true);
  }

  @Test
  void stoppedTask_isRememberedWithTheAddressItHeld() {
    learnStopped(learnRunning("web", "10.0.0.1:80"));
    assertThat(stopped())
        .singleElement()
        .extracting(ObservedTask::state)
        .isEqualTo(
            new TaskState.Excluded(TaskState.Cause.STOPPED, Optional.of(AT), "task stopped"));
    assertThat(memory.claims().owner(AT)).isEmpty();
    assertThat(memory.living("demo")).isEmpty();
    assertThat(memory.stopped(service -> false)).isEmpty();
  }

  @Test
  void stoppedTask_isForgottenAfterTenMinutes_thoughNoOtherStops() {
    String arn = learnRunning("web", "10.0.0.1:80");
    learnStopped(arn);
    time.advance(Duration.ofMinutes(10));
    assertThat(stopped()).hasSize(1);
    time.advance(Duration.ofNanos(1));
    assertThat(memory.lastAddresses(List.of(ecs.tasks.get(arn)))).isEmpty();
    assertThat(stopped()).isEmpty();
  }

  @Test
  void stoppedTask_whoseAddressALivingOneOwns_saysNothingOfIt() {
    String old = learnRunning("web", "10.0.0.1:80");
    learnRunning("web", "10.0.0.1:80");
    learnStopped(old);
    assertThat(stopped()).isEmpty();
  }

  /** Its server must leave its own backend, whatever else may be told of the heir. */
  @Test
  void stoppedTask_whoseAddressOneOfAnotherBackendOwns_isRemembered() {
    String old = learnRunning("web", "10.0.0.1:80");
    String heir = learnRunning("api", "10.0.0.1:80");
    learnStopped(old);
    assertThat(stopped()).extracting(task -> task.task().arn()).containsExactly(old);
    assertThat(memory.claims().owner(AT).map(Claim::arn)).contains(heir);

    learnStopped(heir);
    assertThat(stopped()).extracting(task -> task.task().arn()).containsExactly(old, heir);
  }

  @Test
  void newTaskAtADeadOnesAddress_endsTheMemoryOfTheDead() {
    learnStopped(learnRunning("web", "10.0.0.1:80"));
    learnRunning("api", "10.0.0.1:80");
    assertThat(stopped()).hasSize(1);
    String living = learnRunning("web", "10.0.0.1:80");
    assertThat(stopped()).isEmpty();
    assertThat(memory.claims().owner(AT).map(Claim::arn)).contains(living);
  }

  @Test
  void unknownTask_teachesNothing() {
    String arn = learnRunning("web", "10.0.0.1:80");
    ObservedTask before = ecs.tasks.get(arn);
    ObservedTask unknown = before.with(new TaskState.Unknown(false, "not described"));
    memory.learn(List.of(unknown), 0);
    assertThat(memory.recall(arn)).contains(before);
    assertThat(memory.lastAddresses(List.of(unknown))).containsEntry(arn, AT);
    assertThat(memory.claims().owner(AT).map(Claim::arn)).contains(arn);
  }

  @Test
  void unknownTask_thatWasAsBeforeUntilThen_keepsTheClaimOfTheLastReadThatShowedIt() {
    String arn = learnRunning("web", "10.0.0.1:80");
    ObservedTask task = ecs.tasks.get(arn);
    memory.learn(List.of(task), 9);
    memory.learn(List.of(task.with(new TaskState.Unknown(false, "not described"))), 10);
    assertThat(memory.claims().owner(AT).orElseThrow().seenNanos()).isEqualTo(9);
  }

  @Test
  void readThatBeganEarlierAndEndsLater_makesNoClaimOlder() {
    String arn = learnRunning("web", "10.0.0.1:80");
    ObservedTask task = ecs.tasks.get(arn);
    memory.learn(List.of(task), 9);
    memory.learn(List.of(task), 8);
    assertThat(memory.claims().owner(AT).orElseThrow().seenNanos()).isEqualTo(9);
  }

  @Test
  void taskThatIsNoServerAnyMore_ownsNothing_andItsAddressIsKnown() {
    String arn = learnRunning("web", "10.0.0.1:80");
    ecs.put(arn, "RUNNING", excluded(TaskState.Cause.NO_ADDRESS));
    memory.learn(List.of(ecs.tasks.get(arn)), 0);
    assertThat(memory.claims().owner(AT)).isEmpty();
    assertThat(memory.lastAddresses(List.of(ecs.tasks.get(arn)))).containsEntry(arn, AT);
    assertThat(memory.count("demo")).isEqualTo(1);
    assertThat(memory.count("other")).isZero();
  }

  @Test
  void taskThatMovesToAnotherAddress_leavesItsOldOneFree() {
    String arn = learnRunning("web", "10.0.0.1:80");
    String elsewhere = ecs.run("web", "10.0.0.2:80");
    ObservedTask moved = ecs.tasks.get(arn).with(ecs.tasks.get(elsewhere).state());
    memory.learn(List.of(moved), 0);
    assertThat(memory.claims().owner(AT)).isEmpty();
    assertThat(memory.claims().owner(Address.parse("10.0.0.2:80").orElseThrow())).isPresent();
  }

  @Test
  void addressOfALivingTask_neverSeemsFreeWhileItIsLearnedAnew() throws InterruptedException {
    String arn = learnRunning("web", "10.0.0.1:80");
    ObservedTask task = ecs.tasks.get(arn);
    ecs.put(arn, "RUNNING", task.state());
    ObservedTask again = ecs.tasks.get(arn);
    Thread learner =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 100_000; i++) {
                    memory.learn(List.of(task), 0);
                    memory.learn(List.of(again), 0);
                  }
                });
    AtomicInteger free = new AtomicInteger();
    do {
      if (memory.claims().owner(AT).isEmpty()) {
        free.incrementAndGet();
      }
    } while (learner.isAlive());
    learner.join();
    assertThat(free).hasValue(0);
  }

  private static TaskState excluded(TaskState.Cause cause) {
    return new TaskState.Excluded(cause, Optional.empty(), "no port");
  }

  @Test
  void taskThatIsAsBefore_takesItsAddressBack_fromOneThatStoppedThere() {
    String arn = learnRunning("web", "10.0.0.1:80");
    ObservedTask task = ecs.tasks.get(arn);
    String later = learnRunning("web", "10.0.0.1:80");
    assertThat(memory.claims().owner(AT).orElseThrow().arn()).isEqualTo(later);
    ecs.stop(later);
    memory.learn(List.of(ecs.tasks.get(later)), 1);
    assertThat(memory.dead(later)).isTrue();

    memory.learn(List.of(task), 2);

    assertThat(memory.claims().owner(AT).orElseThrow().arn()).isEqualTo(arn);
    assertThat(memory.claims().owner(AT).orElseThrow().seenNanos()).isEqualTo(2);
    assertThat(memory.dead(later)).isFalse();
  }
}
