package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendView.State;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.Hold.Guard;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The difference between what ECS runs and what an item says, as one patch.
 *
 * <p>Pure: the same input gives the same plan. Guarantees:
 *
 * <ul>
 *   <li>a server leaves only as {@link Removals} and {@link Guards} allow;
 *   <li>additions, changes and proven removals never wait for anything that is held;
 *   <li>where item and desire agree there is no patch;
 *   <li>a foreign, malformed, paused or ambiguous backend is never patched.
 * </ul>
 */
public final class Planner {
  private static final Plan IN_SYNC = Plan.nothing(State.IN_SYNC, Evidence.NONE, Optional.empty());

  private Planner() {}

  public static Plan plan(PlanInput input) {
    return InSyncCheck.inSync(input) ? IN_SYNC : judged(input);
  }

  /** The same without {@link InSyncCheck}. */
  static Plan judged(PlanInput input) {
    Desired desired = input.desired();
    Optional<String> ambiguity = desired.ambiguity();
    if (ambiguity.isPresent()) {
      return Plan.nothing(State.ERROR, input.evidence(), ambiguity);
    }
    return switch (input.actual()) {
      case StoredBackend.Malformed malformed ->
          Plan.nothing(State.MALFORMED, input.evidence(), Optional.of(malformed.reason()));
      case StoredBackend.Present present when desired.services().isEmpty() ->
          Plan.nothing(State.FOREIGN, Evidence.NONE, Optional.empty());
      case StoredBackend actual -> new Draft(input, servers(actual)).plan();
    };
  }

  private static SortedMap<String, StoredServer> servers(StoredBackend actual) {
    return actual instanceof StoredBackend.Present present ? present.servers() : new TreeMap<>();
  }

  /** One plan in the making. */
  private static final class Draft {
    private final PlanInput input;
    private final SortedMap<String, StoredServer> servers;
    private final List<ServerChange> changes = new ArrayList<>();
    private final List<Hold> holds = new ArrayList<>();
    private final Map<StoredServer, Long> absences = new HashMap<>();
    private OptionalLong requeueAtNanos = OptionalLong.empty();

    Draft(PlanInput input, SortedMap<String, StoredServer> servers) {
      this.input = input;
      this.servers = servers;
    }

    Plan plan() {
      Wanted wanted = Wanted.of(input.desired());
      changes.addAll(wanted.changes(servers));
      judgeTheRest(wanted);
      applyPolicy();
      changes.sort(Comparator.comparing(ServerChange::key));
      holds.sort(Comparator.comparing(Hold::server));
      boolean handsOff = input.desired().handsOff().isPresent();
      return new Plan(
          state(handsOff),
          changes.isEmpty() || handsOff
              ? Optional.empty()
              : Optional.of(new ServerPatch(input.actual(), changes)),
          handsOff ? changes : List.of(),
          holds,
          new Evidence(absences),
          needsListing(),
          requeueAtNanos,
          input.desired().handsOff());
    }

    private void judgeTheRest(Wanted wanted) {
      Removals removals = new Removals(input);
      List<ServerChange.Remove> unwanted = new ArrayList<>();
      List<ServerChange.Remove> absent = new ArrayList<>();
      Set<Address> serving = new HashSet<>(wanted.addresses());
      for (StoredServer server : wanted.unclaimed(servers)) {
        Removals.Verdict verdict = removals.judge(server);
        if (verdict.mayServe()) {
          server.address().ifPresent(serving::add);
        }
        verdict.absentSinceNanos().ifPresent(since -> absences.put(server, since));
        switch (verdict) {
          case Removals.Verdict.Keep _ -> {}
          case Removals.Verdict.Doubtful(HoldCause cause) ->
              holds.add(new Hold(server.key(), Guard.INCOMPLETE, cause));
          case Removals.Verdict.Guarded(var since, ChangeCause cause) ->
              (since.isPresent() ? absent : unwanted).add(new ServerChange.Remove(server, cause));
          case Removals.Verdict.Proven(_, ChangeCause cause) ->
              changes.add(new ServerChange.Remove(server, cause));
          case Removals.Verdict.Absent(var since, Guard guard, HoldCause cause) -> {
            holds.add(new Hold(server.key(), guard, cause));
            if (guard == Guard.WAITING && since.isPresent()) {
              requeueAt(since.get() + input.rules().absenceSpacing().toNanos());
            }
          }
        }
      }
      Set<Address> keptOut = removals.unwanted();
      keptOut.removeAll(serving);
      int leaving = guard(unwanted, serving.size(), keptOut.size());
      // Each task without an address is behind an absent server, or is kept out already.
      int absentees = Guards.servers(absent);
      guard(
          absent,
          serving.size() - leaving + absentees,
          keptOut.size() + leaving + removals.withoutAddress() - absentees);
    }

    /** Lets go what the guards allow: so many servers. */
    private int guard(List<ServerChange.Remove> candidates, int serving, int keptOut) {
      Guards guards = Guards.over(candidates, serving, keptOut, input.rules());
      changes.addAll(guards.allowed());
      holds.addAll(guards.holds());
      return guards.leaving();
    }

    private void requeueAt(long nanos) {
      if (requeueAtNanos.isEmpty() || nanos - requeueAtNanos.getAsLong() < 0) {
        requeueAtNanos = OptionalLong.of(nanos);
      }
    }

    private boolean needsListing() {
      return holds.stream().anyMatch(hold -> hold.guard() == Guard.UNPROVEN)
          && !input.statuses().keySet().containsAll(input.desired().services());
    }

    private void applyPolicy() {
      List<ServerChange> denied =
          switch (input.rules().policy()) {
            case SYNC -> List.of();
            case UPSERT_ONLY ->
                changes.stream().filter(ServerChange.Remove.class::isInstance).toList();
            case CREATE_ONLY ->
                input.actual() instanceof StoredBackend.Missing ? List.of() : List.copyOf(changes);
          };
      changes.removeAll(denied);
      for (ServerChange change : denied) {
        holds.add(new Hold(change.key(), Guard.POLICY, new HoldCause.Wanted(change.cause())));
      }
    }

    private State state(boolean handsOff) {
      if (handsOff) {
        return State.PAUSED;
      }
      if (!changes.isEmpty() || holds.stream().anyMatch(hold -> hold.guard() == Guard.WAITING)) {
        return State.OUT_OF_SYNC;
      }
      if (input.desired().incomplete().isPresent()) {
        return State.UNKNOWN;
      }
      return holds.stream().anyMatch(Hold::loud) ? State.HELD : State.IN_SYNC;
    }
  }
}
