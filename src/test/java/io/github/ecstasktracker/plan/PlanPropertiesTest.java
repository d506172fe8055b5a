package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.RandomPlans.forAll;
import static io.github.ecstasktracker.plan.RandomPlans.forAllSeeds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.ChangeCause.Absent.Proof;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.Hold.Guard;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds of every plan, whatever the input. Each test tries thousands of them. */
class PlanPropertiesTest {
  private static final Set<Cause> RUNS_UNWANTED =
      EnumSet.of(Cause.UNHEALTHY, Cause.NO_ADDRESS, Cause.DISABLED, Cause.DRAINING);

  @Test
  void randomInputs_reachEveryOutcome() {
    Set<Guard> guards = EnumSet.noneOf(Guard.class);
    Set<String> kinds = new HashSet<>();
    Set<Class<?>> causes = new HashSet<>();
    Set<ChangeCause> absences = new HashSet<>();
    Set<Guard> guardsOfAbsence = EnumSet.noneOf(Guard.class);
    forAll(
        plans -> {
          Plan plan = plans.plan();
          guards.addAll(Plans.guards(plan));
          Plans.changes(plan).forEach(change -> kinds.add(Plans.line(change).substring(0, 1)));
          for (ServerChange.Remove removal : removals(plan)) {
            causes.add(removal.cause().getClass());
            if (removal.cause() instanceof ChangeCause.Absent absent) {
              absences.add(absent);
            }
          }
          for (Hold hold : plan.holds()) {
            if (hold.cause().equals(new HoldCause.Wanted(new ChangeCause.Absent(Proof.NONE)))) {
              guardsOfAbsence.add(hold.guard());
            }
          }
        });

    assertThat(guards).isEqualTo(EnumSet.complementOf(EnumSet.of(Guard.POLICY)));
    assertThat(kinds).containsExactlyInAnyOrder("+", "~", "-");
    assertThat(causes)
        .contains(
            ChangeCause.TaskStopped.class,
            ChangeCause.TaskStopping.class,
            ChangeCause.TaskMissing.class,
            ChangeCause.TaskNotServing.class,
            ChangeCause.AddressTaken.class,
            ChangeCause.Absent.class,
            ChangeCause.UnderAnotherKey.class);
    assertThat(absences)
        .containsExactlyInAnyOrder(
            new ChangeCause.Absent(Proof.COUNTED), new ChangeCause.Absent(Proof.NONE));
    assertThat(guardsOfAbsence).containsExactlyInAnyOrder(Guard.BUDGET, Guard.LAST);
  }

  @Test
  void planOfWhatWasWritten_isEmpty() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          Plan plan = Planner.plan(input);
          Plan again = Plans.from(input).holding(Plans.result(input, plan)).after(plan).plan();

          assertThat(again.patch()).isEmpty();
        });
  }

  @Test
  void noChange_isWithoutEffect() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          SortedMap<String, StoredServer> before = Plans.servers(input.actual());
          for (ServerChange change : Plans.changes(Planner.plan(input))) {
            switch (change) {
              case ServerChange.Add add -> assertThat(before).doesNotContainKey(add.key());
              case ServerChange.Change edit -> {
                assertThat(before).containsEntry(edit.key(), edit.from());
                assertThat(edit.to()).isNotEqualTo(edit.from());
              }
              case ServerChange.Remove remove ->
                  assertThat(before).containsEntry(remove.key(), remove.server());
            }
          }
        });
  }

  @Test
  void keys_areInOrderAndNoneTwice() {
    forAll(
        plans -> {
          Plan plan = plans.plan();
          List<String> keys = Plans.changes(plan).stream().map(ServerChange::key).toList();
          List<String> held = plan.holds().stream().map(Hold::server).toList();

          assertThat(keys).isSorted().doesNotHaveDuplicates();
          assertThat(held).isSorted().doesNotHaveDuplicates().noneMatch(keys::contains);
        });
  }

  @Test
  void everyResolvedTask_hasItsServerInTheUsualFormAndOnlyOnce() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          SortedMap<String, StoredServer> after = Plans.result(input, Planner.plan(input));
          for (Server server : resolved(input)) {
            assertThat(after).containsKey(server.key());
            StoredServer written = after.get(server.key());
            assertThat(written.url()).isEqualTo(server.url());
            assertThat(written.wellFormed()).isTrue();
            assertThat(written.weight().orElseThrow()).isNotNegative();
            server.weight().ifPresent(weight -> assertThat(written.weight()).hasValue(weight));
            assertThat(after.values().stream().filter(one -> at(one, server.address()))).hasSize(1);
          }
        });
  }

  @Test
  void survivorThatIsRight_isNotInThePatch() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          Set<String> changed = keys(Plans.changes(Planner.plan(input)));
          for (Server server : resolved(input)) {
            StoredServer stored = Plans.servers(input.actual()).get(server.key());
            boolean right =
                stored != null
                    && stored.wellFormed()
                    && server.url().equals(stored.url())
                    && (server.weight().isEmpty() || server.weight().equals(stored.weight()));
            if (right) {
              assertThat(changed).doesNotContain(server.key());
            }
          }
        });
  }

  @Test
  void weightEditedByHand_isKeptUnlessALabelSaysOtherwise() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          SortedMap<String, StoredServer> after = Plans.result(input, Planner.plan(input));
          for (Server server : resolved(input)) {
            StoredServer stored = Plans.servers(input.actual()).get(server.key());
            if (server.weight().isEmpty() && stored != null && stored.weight().orElse(-1) >= 0) {
              assertThat(after.get(server.key()).weight()).isEqualTo(stored.weight());
            }
          }
        });
  }

  @Test
  void nothingElse_isAddedOrChanged() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          Set<String> wanted =
              resolved(input).stream().map(Server::key).collect(Collectors.toSet());
          for (ServerChange change : Plans.changes(Planner.plan(input))) {
            if (!(change instanceof ServerChange.Remove)) {
              assertThat(wanted).contains(change.key());
            }
          }
        });
  }

  @Test
  void incompleteSnapshot_removesOnlyWhatATaskOrANewOwnerSpeaksAgainst() {
    forAll(
        plans -> {
          PlanInput input = plans.unattributed("task 3f2a was not described").input();
          for (ServerChange.Remove removal : removals(Planner.plan(input))) {
            Address address = removal.server().address().orElse(null);
            assertThat(address).isNotNull();
            assertThat(
                    spokenAgainst(input, address)
                        || resolved(input).stream()
                            .anyMatch(server -> server.address().equals(address)))
                .as(removal.toString())
                .isTrue();
          }
        });
  }

  private static boolean spokenAgainst(PlanInput input, Address address) {
    boolean ownedElsewhere =
        Optional.ofNullable(input.occupants().get(address))
            .filter(owner -> !owner.backend().equals(Plans.WEB))
            .isPresent();
    return ownedElsewhere
        || input.desired().tasks().stream()
            .anyMatch(
                task ->
                    task.state() instanceof TaskState.Excluded excluded
                        && excluded.cause() != Cause.STARTING
                        && excluded.cause() != Cause.HEALTH_PENDING
                        && address.equals(
                            excluded
                                .address()
                                .orElse(input.lastAddresses().get(task.task().arn()))));
  }

  @Test
  void incompleteSnapshot_delaysOnlyRemovalsByAbsence() {
    forAll(
        plans -> {
          PlanInput whole = plans.input();
          Plan incomplete = Plans.from(whole).unattributed("task 3f2a was not described").plan();
          List<ServerChange> expected = new ArrayList<>(Plans.changes(Planner.plan(whole)));
          expected.removeIf(change -> change.cause() instanceof ChangeCause.Absent);

          assertThat(Plans.changes(incomplete)).isEqualTo(expected);
        });
  }

  @Test
  void guards_holdBackUnprovenRemovalsAndNothingElse() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          Plan guarded = Planner.plan(input);
          Plan forced = Plans.from(input).forced().plan();
          Set<String> held =
              guarded.holds().stream()
                  .filter(
                      hold ->
                          hold.guard() == Guard.BUDGET
                              || hold.guard() == Guard.LAST
                              || hold.guard() == Guard.UNPROVEN)
                  .map(Hold::server)
                  .collect(Collectors.toSet());
          List<String> expected = new ArrayList<>(Plans.lines(forced));
          expected.removeIf(line -> held.contains(line.substring(1)));
          if (input.times().listBegunNanos().isEmpty()) {
            held.removeAll(
                guarded.holds().stream()
                    .filter(hold -> hold.guard() == Guard.UNPROVEN)
                    .map(Hold::server)
                    .collect(Collectors.toSet()));
          }

          assertThat(Plans.lines(guarded)).isEqualTo(expected);
          assertThat(Plans.lines(forced)).containsAll(held.stream().map(key -> "-" + key).toList());
        });
  }

  @Test
  void planThatFollowsNoList_neitherRemovesByAbsenceNorBeginsOne() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          Plan plan =
              Plans.from(input)
                  .times(
                      new PlanInput.Times(
                          input.times().nowNanos(),
                          input.times().freshNanos(),
                          OptionalLong.empty()))
                  .forced()
                  .plan();

          assertThat(removals(plan))
              .noneMatch(removal -> removal.cause() instanceof ChangeCause.Absent);
          assertThat(input.evidence().absentSinceNanos())
              .containsAllEntriesOf(plan.evidence().absentSinceNanos());
        });
  }

  @Test
  void evidence_isOfServersThatStayedAndThatNoTaskStandsBehind() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          Plan plan = Planner.plan(input);
          Set<Address> alive = alive(input);
          plan.evidence()
              .absentSinceNanos()
              .forEach(
                  (server, since) -> {
                    assertThat(Plans.servers(input.actual())).containsEntry(server.key(), server);
                    assertThat(
                            server
                                .address()
                                .filter(alive::contains)
                                .filter(address -> !takenInThisBackend(input, address)))
                        .isEmpty();
                    assertThat(since)
                        .isEqualTo(
                            input
                                .evidence()
                                .absentSince(server)
                                .orElseGet(() -> input.times().listBegunNanos().orElseThrow()));
                  });
        });
  }

  /** By a task that is not among those of the snapshot. */
  private static boolean takenInThisBackend(PlanInput input, Address address) {
    return Optional.ofNullable(input.occupants().get(address))
        .filter(claim -> claim.backend().equals(Plans.WEB))
        .isPresent();
  }

  @Test
  void everyHoldThatAbsenceExplains_keepsItsEvidence() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          Plan plan = Planner.plan(input);
          for (Hold hold : plan.holds()) {
            StoredServer server = Plans.servers(input.actual()).get(hold.server());
            if (hold.cause().equals(new HoldCause.Wanted(new ChangeCause.Absent(Proof.NONE)))
                || hold.guard() == Guard.UNPROVEN) {
              assertThat(plan.evidence().absentSince(server))
                  .isPresent()
                  .isEqualTo(input.evidence().absentSince(server));
            }
          }
        });
  }

  @Test
  void absenceWhileATaskRunsWithoutAKnownAddress_isNoProofAndNeverEmptiesABackend() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          Plan plan = Planner.plan(input);
          boolean without =
              input.desired().tasks().stream()
                  .anyMatch(
                      task ->
                          task.task().running()
                              && task.state() instanceof TaskState.Excluded excluded
                              && !excluded.cause().isFinal()
                              && excluded.address().isEmpty()
                              && !input.lastAddresses().containsKey(task.task().arn()));
          List<ChangeCause> absences =
              removals(plan).stream()
                  .map(ServerChange.Remove::cause)
                  .filter(ChangeCause.Absent.class::isInstance)
                  .toList();

          assertThat(absences)
              .allMatch(new ChangeCause.Absent(without ? Proof.NONE : Proof.COUNTED)::equals);
          if (without && !absences.isEmpty()) {
            assertThat(Plans.result(input, plan)).isNotEmpty();
          }
        });
  }

  @Test
  void shareOfRemovals_touchesNeitherAdditionsNorChangesNorProvenRemovals() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          List<ServerChange> none = provenOnly(Plans.from(input).maxRemoval(0).plan());
          List<ServerChange> all = provenOnly(Plans.from(input).maxRemoval(100).plan());

          assertThat(none).isEqualTo(all);
        });
  }

  private static List<ServerChange> provenOnly(Plan plan) {
    return Plans.changes(plan).stream().filter(change -> !unproven(change)).toList();
  }

  @Test
  void unprovenRemovals_areTheBudgetLessThoseAlreadyOutAndNeverTheLast() {
    forAllSeeds(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int serving = random.nextInt(30);
          int candidates = random.nextInt(30);
          int out = random.nextInt(30);
          int percent = random.nextInt(101);
          List<ObservedTask> tasks = new ArrayList<>();
          List<StoredServer> stored = new ArrayList<>();
          for (int i = 1; i <= serving + candidates + out; i++) {
            Cause sick = List.copyOf(RUNS_UNWANTED).get(random.nextInt(3));
            boolean pending = i <= serving && random.nextInt(4) == 0;
            if (i > serving) {
              tasks.add(Plans.excluded(sick, i));
            } else {
              tasks.add(pending ? Plans.excluded(Cause.HEALTH_PENDING, i) : Plans.running(i));
            }
            if (pending || i > serving && i <= serving + candidates || random.nextBoolean()) {
              stored.add(Plans.entry(i));
            }
          }
          stored.removeIf(server -> number(server) > serving + candidates);
          Collections.shuffle(tasks, new Random(seed));
          Plan plan =
              Plans.item(stored.toArray(StoredServer[]::new))
                  .tasks(tasks)
                  .maxRemoval(percent)
                  .plan();

          int budget = Math.max(3, (serving + candidates + out) * percent / 100);
          int expected =
              Math.max(0, Math.min(Math.min(candidates, budget - out), serving + candidates - 1));
          assertThat(removals(plan)).hasSize(expected);
          assertThat(plan.holds()).hasSize(candidates - expected);
        });
  }

  private static int number(StoredServer server) {
    return Integer.parseInt(server.key().replaceAll("10\\.0\\.0\\.(\\d+):80", "$1"));
  }

  @Test
  void unprovenRemovals_neverTakeTheLastServerThatATaskStandsBehind() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          Plan plan = Planner.plan(input);
          if (removals(plan).stream().anyMatch(PlanPropertiesTest::notServing)) {
            Set<Address> alive = alive(input);
            assertThat(Plans.result(input, plan).values())
                .anyMatch(server -> server.address().filter(alive::contains).isPresent());
          }
        });
  }

  /** Where a task runs, or may run. */
  private static Set<Address> alive(PlanInput input) {
    return input.desired().tasks().stream()
        .flatMap(
            task ->
                switch (task.state()) {
                  case TaskState.Resolved(Server server) -> Stream.of(server.address());
                  case TaskState.Unknown _ ->
                      Stream.ofNullable(input.lastAddresses().get(task.task().arn()));
                  case TaskState.Excluded excluded ->
                      RUNS_UNWANTED.contains(excluded.cause())
                              || excluded.cause() == Cause.HEALTH_PENDING
                          ? Stream.ofNullable(
                              excluded
                                  .address()
                                  .orElse(input.lastAddresses().get(task.task().arn())))
                          : Stream.empty();
                })
        .collect(Collectors.toSet());
  }

  @Test
  void upsertOnly_neverRemovesAndDoesTheRestAsEver() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          List<ServerChange> expected = new ArrayList<>(Plans.changes(Planner.plan(input)));
          expected.removeIf(ServerChange.Remove.class::isInstance);

          assertThat(Plans.from(input).policy(Policy.UPSERT_ONLY).changes()).isEqualTo(expected);
        });
  }

  @Test
  void createOnly_neverTouchesAnExistingItem() {
    forAll(
        plans -> {
          PlanInput input = plans.policy(Policy.CREATE_ONLY).input();
          Plan plan = Planner.plan(input);
          if (input.actual() instanceof StoredBackend.Present) {
            assertThat(plan.patch()).isEmpty();
          } else {
            assertThat(keys(Plans.changes(plan)))
                .isEqualTo(resolved(input).stream().map(Server::key).collect(Collectors.toSet()));
          }
        });
  }

  @Test
  void backendThatMustBeLeftAlone_isNeverPatched() {
    forAll(
        plans -> {
          PlanInput input = plans.forced().input();
          assertThat(Plans.from(input).handsOff("paused").plan().patch()).isEmpty();
          assertThat(
                  Plans.from(input)
                      .of(new StoredBackend.Malformed(Plans.WEB, "web__backend", "no name"))
                      .plan()
                      .patch())
              .isEmpty();
          if (input.actual() instanceof StoredBackend.Present) {
            assertThat(Plans.from(input).services().plan().patch()).isEmpty();
          }
          List<ObservedTask> namesakes = new ArrayList<>(input.desired().tasks());
          namesakes.add(Plans.running(200));
          namesakes.add(
              Plans.observed(
                  Plans.arn(201),
                  RandomPlans.otherCluster(),
                  Plans.WEB,
                  new TaskState.Unknown("was not described"),
                  Plans.started(1)));
          assertThat(
                  Plans.from(input)
                      .services(Plans.DEMO_WEB, RandomPlans.otherCluster())
                      .tasks(namesakes)
                      .plan()
                      .patch())
              .isEmpty();
        });
  }

  @Test
  void orderOfTheTasks_doesNotMatter() {
    forAllSeeds(
        seed -> {
          PlanInput input = RandomPlans.draw(seed).input();
          List<ObservedTask> shuffled = new ArrayList<>(input.desired().tasks());
          Collections.shuffle(shuffled, new Random(seed));

          assertThat(Plans.from(input).tasks(shuffled).plan().patch().map(ServerPatch::changes))
              .isEqualTo(Planner.plan(input).patch().map(ServerPatch::changes));
        });
  }

  @Test
  void deadTasks_neverTouchTheServersOfTheLiving() {
    forAllSeeds(
        seed -> {
          PlanInput input = RandomPlans.draw(seed).input();
          List<ObservedTask> tasks = new ArrayList<>(input.desired().tasks());
          for (Server server : resolved(input)) {
            tasks.add(
                Plans.observed(
                    Plans.arn(300 + tasks.size()),
                    Plans.DEMO_WEB,
                    Plans.WEB,
                    new TaskState.Excluded(
                        Cause.STOPPED, Optional.of(server.address()), "is STOPPED"),
                    Plans.started(99)));
          }
          Collections.shuffle(tasks, new Random(seed));

          assertThat(Plans.from(input).tasks(tasks).changes())
              .isEqualTo(Plans.changes(Planner.plan(input)));
        });
  }

  @Test
  void addressOfAnotherBackendsNewerTask_leavesAtOnce() {
    forAll(
        plans -> {
          PlanInput input = plans.input();
          Set<Address> resolved =
              resolved(input).stream().map(Server::address).collect(Collectors.toSet());
          for (StoredServer server : Plans.result(input, Planner.plan(input)).values()) {
            server
                .address()
                .filter(address -> !resolved.contains(address))
                .flatMap(address -> Optional.ofNullable(input.occupants().get(address)))
                .filter(owner -> !owner.backend().equals(Plans.WEB))
                .filter(owner -> owner.seenSince(input.times().freshNanos()))
                .ifPresent(owner -> assertThat(olderThanATask(input, owner)).isTrue());
          }
        });
  }

  private static boolean olderThanATask(PlanInput input, Claim owner) {
    return input.desired().tasks().stream()
        .anyMatch(
            task ->
                new Claim(owner.address(), Plans.WEB, task.task().arn(), task.task().startedAt(), 0)
                    .newerThan(owner));
  }

  private static List<Server> resolved(PlanInput input) {
    return input.desired().tasks().stream()
        .flatMap(
            task ->
                task.state() instanceof TaskState.Resolved(Server server)
                    ? Stream.of(server)
                    : Stream.empty())
        .toList();
  }

  private static boolean at(StoredServer server, Address address) {
    return server.address().filter(address::equals).isPresent();
  }

  private static List<ServerChange.Remove> removals(Plan plan) {
    return Plans.changes(plan).stream()
        .filter(ServerChange.Remove.class::isInstance)
        .map(ServerChange.Remove.class::cast)
        .toList();
  }

  private static boolean unproven(ServerChange change) {
    return notServing(change) || change.cause().equals(new ChangeCause.Absent(Proof.NONE));
  }

  private static boolean notServing(ServerChange change) {
    return change.cause() instanceof ChangeCause.TaskNotServing(_, Cause cause, _)
        && RUNS_UNWANTED.contains(cause);
  }

  private static Set<String> keys(List<ServerChange> changes) {
    return changes.stream().map(ServerChange::key).collect(Collectors.toSet());
  }
}
