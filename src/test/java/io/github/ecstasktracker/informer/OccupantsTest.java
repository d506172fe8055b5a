package io.github.ecstasktracker.informer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import io.github.ecstasktracker.plan.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * An address is the living task's that started last, over all backends: design 3.7. Tasks go by
 * small numbers: task 7 started at second 7.
 */
class OccupantsTest {
  private static final BackendKey WEB = new BackendKey("web");
  private static final BackendKey API = new BackendKey("api");
  private static final Address PLACE = new Address("10.0.0.5", 80);
  private static final Address OTHER_PLACE = new Address("10.0.0.6", 80);

  /** Close to the overflow, which a monotonic clock may cross at any time. */
  private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

  private long now = ORIGIN;
  private final Occupants occupants = new Occupants();
  private final TaskCache cache = new TaskCache(() -> now, Duration.ofMinutes(1), () -> {});
  private final Snapshots snapshots = new Snapshots(cache, () -> now);

  private static String arn(int task) {
    return "arn:aws:ecs:eu-west-1:1:task/demo/%032x".formatted(task);
  }

  private static ServiceKey service(BackendKey backend) {
    return new ServiceKey("demo", backend.name());
  }

  private static ObservedTask task(
      int number, BackendKey backend, TaskState state, @Nullable Instant startedAt) {
    return new ObservedTask(
        new Task(
            arn(number), service(backend), "web:1", 1, "RUNNING", "RUNNING", "HEALTHY", startedAt),
        Optional.of(backend),
        state,
        false,
        false);
  }

  private static ObservedTask running(int number, BackendKey backend, Address address) {
    return task(number, backend, resolved(address), Instant.ofEpochSecond(number));
  }

  private static TaskState resolved(Address address) {
    return new TaskState.Resolved(new Server(address, "http", OptionalInt.empty()));
  }

  private static ObservedTask excluded(Cause cause, int number, BackendKey backend) {
    return task(
        number,
        backend,
        new TaskState.Excluded(cause, Optional.of(PLACE), "is " + cause),
        Instant.ofEpochSecond(number));
  }

  private static Entry entry(ObservedTask task, long begunNanos) {
    Entry entry = new Entry(task.task().arn(), task.task().service());
    entry.task = task;
    entry.begunNanos = begunNanos;
    entry.address = PLACE;
    return entry;
  }

  private static Claim claim(int task, BackendKey backend, long begunNanos) {
    return new Claim(PLACE, backend, arn(task), Instant.ofEpochSecond(task), begunNanos);
  }

  private Optional<Claim> occupant() {
    return occupants.occupant(PLACE, _ -> true);
  }

  @Test
  void taskThatStartedLater_occupiesTheAddress_whicheverWasDescribedFirst() {
    Entry old = entry(running(1, WEB, PLACE), 9);
    Entry newer = entry(running(2, API, PLACE), 3);
    occupants.add(old);
    occupants.add(newer);
    assertThat(occupant()).contains(claim(2, API, 3));

    occupants.remove(old);
    occupants.add(old);
    assertThat(occupants.at(PLACE)).containsExactly(newer, old);
    assertThat(occupant()).contains(claim(2, API, 3));
  }

  @Test
  void equalStarts_areDecidedByTheArn() {
    occupants.add(entry(task(2, API, resolved(PLACE), Instant.EPOCH), 0));
    occupants.add(entry(task(1, WEB, resolved(PLACE), Instant.EPOCH), 0));

    assertThat(occupant().map(Claim::arn)).contains(arn(2));
  }

  @Test
  void taskWithoutAStart_isTheOlder() {
    occupants.add(entry(task(9, API, resolved(PLACE), null), 0));
    occupants.add(entry(running(1, WEB, PLACE), 0));

    assertThat(occupant().map(Claim::arn)).contains(arn(1));
  }

  @Test
  void taskThatDoesNotCountNow_leavesTheAddressToTheOlderOne() {
    occupants.add(entry(running(1, WEB, PLACE), 0));
    occupants.add(entry(running(2, API, PLACE), 0));

    assertThat(occupants.occupant(PLACE, entry -> !entry.arn.equals(arn(2))))
        .contains(claim(1, WEB, 0));
    assertThat(occupants.occupant(PLACE, _ -> false)).isEmpty();
  }

  @Test
  void taskThatDoesNotServe_occupiesNothing() {
    Entry gone = entry(running(3, WEB, PLACE), 0);
    gone.gone = true;
    occupants.add(gone);
    occupants.add(entry(excluded(Cause.UNHEALTHY, 4, WEB), 0));
    occupants.add(entry(excluded(Cause.STOPPED, 5, WEB), 0));
    occupants.add(entry(task(6, WEB, new TaskState.Unknown("no host"), Instant.EPOCH), 0));
    Entry heardOf = new Entry(arn(7), service(WEB));
    heardOf.address = PLACE;
    occupants.add(heardOf);

    assertThat(occupants.at(PLACE)).hasSize(5);
    assertThat(occupant()).isEmpty();
  }

  @Test
  void taskOfNoKnownBackend_occupiesNothing() {
    ObservedTask task = running(1, WEB, PLACE);
    occupants.add(
        entry(new ObservedTask(task.task(), Optional.empty(), task.state(), false, false), 0));

    assertThat(occupant()).isEmpty();
  }

  @Test
  void addressThatNobodyNames_isNobodys() {
    Entry nowhere = entry(running(1, WEB, PLACE), 0);
    nowhere.address = null;
    occupants.add(nowhere);
    occupants.remove(nowhere);

    assertThat(occupant()).isEmpty();
    assertThat(occupants.at(PLACE)).isEmpty();
  }

  @Test
  void taskThatLeaves_leavesTheRest() {
    Entry one = entry(running(1, WEB, PLACE), 0);
    Entry two = entry(running(2, WEB, PLACE), 0);
    occupants.add(one);
    occupants.add(two);
    occupants.add(two);
    assertThat(occupants.at(PLACE)).containsExactly(one, two);

    occupants.remove(two);
    assertThat(occupants.at(PLACE)).containsExactly(one);
    assertThat(occupant()).contains(claim(1, WEB, 0));
    occupants.remove(one);
    occupants.remove(one);
    assertThat(occupants.at(PLACE)).isEmpty();
  }

  @Test
  void endedTasksOfABackend_areFoundAtTheirAddress() {
    Entry ended = entry(excluded(Cause.STOPPED, 1, WEB), 0);
    occupants.add(ended);
    occupants.add(entry(excluded(Cause.STOPPED, 2, API), 0));
    occupants.add(entry(running(3, WEB, PLACE), 0));

    assertThat(occupants.ended(PLACE, WEB)).containsExactly(ended);
    assertThat(occupants.ended(OTHER_PLACE, WEB)).isEmpty();
  }

  private void described(ObservedTask... tasks) {
    cache.apply(
        new Description.Answered(
            Stream.of(tasks).map(task -> task.task().arn()).toList(),
            now,
            List.of(tasks),
            List.of(),
            Set.of(),
            Map.of(),
            Optional.empty()),
        _ -> false,
        null);
  }

  private Snapshot snapshot(BackendKey backend, Address... held) {
    return snapshots.of(backend, List.of("demo"), Set.of(held), ORIGIN, null);
  }

  private static TaskState superseded(int newer, BackendKey backend) {
    return new TaskState.Excluded(
        Cause.SUPERSEDED,
        Optional.of(PLACE),
        "address 10.0.0.5:80 now belongs to the newer task " + arn(newer) + " of " + backend);
  }

  @Test
  void snapshot_showsTheOlderOfTwoSuperseded_andTheRestAsTheyAre() {
    ObservedTask old = running(1, WEB, PLACE);
    ObservedTask watched = new ObservedTask(old.task(), old.backend(), old.state(), true, true);
    ObservedTask other = running(3, WEB, OTHER_PLACE);
    ObservedTask sick = excluded(Cause.UNHEALTHY, 4, WEB);
    ObservedTask newer = running(2, API, PLACE);
    described(watched, other, sick, newer);

    assertThat(snapshot(WEB, PLACE).tasks())
        .containsExactlyInAnyOrder(
            new ObservedTask(old.task(), old.backend(), superseded(2, API), true, true),
            other,
            sick);
    assertThat(snapshot(API).tasks()).containsExactly(newer);
  }

  @Test
  void snapshot_supersedesWithinABackendToo() {
    described(running(1, WEB, PLACE), running(2, WEB, PLACE));

    assertThat(snapshot(WEB).tasks())
        .extracting(ObservedTask::state)
        .containsExactlyInAnyOrder(superseded(2, WEB), resolved(PLACE));
    assertThat(snapshot(WEB).occupants()).isEqualTo(Map.of(PLACE, claim(2, WEB, ORIGIN)));
  }

  @Test
  void snapshotWithoutANewerTask_supersedesNobody() {
    ObservedTask one = running(1, WEB, PLACE);
    ObservedTask two = running(2, WEB, OTHER_PLACE);
    described(one, two);

    assertThat(snapshot(WEB).tasks()).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void snapshot_tellsWhoHasTheAddressesOfTheItem_andWhenThatWasDescribed() {
    described(running(1, WEB, OTHER_PLACE));
    now += 1;
    described(running(2, API, PLACE));

    assertThat(snapshot(WEB, PLACE).occupants())
        .isEqualTo(
            Map.of(
                PLACE,
                claim(2, API, ORIGIN + 1),
                OTHER_PLACE,
                new Claim(OTHER_PLACE, WEB, arn(1), Instant.ofEpochSecond(1), ORIGIN)));
    assertThat(snapshot(WEB).occupants()).containsOnlyKeys(OTHER_PLACE);
  }

  @Test
  void snapshot_isAValue() {
    described(running(1, WEB, PLACE));
    Snapshot before = snapshot(WEB);
    described(running(2, API, PLACE));

    assertThat(before.occupants()).isEqualTo(Map.of(PLACE, claim(1, WEB, ORIGIN)));
    assertThat(before.tasks()).containsExactly(running(1, WEB, PLACE));
    assertThat(snapshot(WEB).occupants()).isEqualTo(Map.of(PLACE, claim(2, API, ORIGIN)));
  }

  @Test
  void newerTaskOfWhichSomethingNewerWasHeard_supersedesNobody() {
    ObservedTask old = running(1, WEB, PLACE);
    described(old, running(2, API, PLACE));
    cache.hear(service(API), arn(2), 2, false);

    assertThat(snapshot(WEB).tasks()).containsExactly(old);
    assertThat(snapshot(WEB).occupants()).isEqualTo(Map.of(PLACE, claim(1, WEB, ORIGIN)));
  }

  @Test
  void newerTaskThatWasDescribedBeforeTheTerm_supersedesNobody() {
    described(running(2, API, PLACE));
    now += 1;
    ObservedTask old = running(1, WEB, PLACE);
    described(old);

    assertThat(snapshots.of(WEB, List.of("demo"), Set.of(PLACE), ORIGIN, now).tasks())
        .containsExactly(old);
  }

  @Test
  void newerTaskThatStopped_givesTheAddressBack() {
    ObservedTask old = running(1, WEB, PLACE);
    described(old, running(2, API, PLACE));
    now += 1;
    described(excluded(Cause.STOPPED, 2, API));

    assertThat(snapshot(WEB).tasks()).containsExactly(old);
  }
}
