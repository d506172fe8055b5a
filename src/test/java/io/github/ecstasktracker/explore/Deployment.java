package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.explore.Tally.Sight;
import io.github.ecstasktracker.explore.Wire.Call;
import io.github.ecstasktracker.explore.Wire.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * Two processes before one table.
 *
 * <p>A step is one of these: a call takes effect; its answer arrives; the next timer of a process
 * is due; the leader hears a message; a task stops or starts. With it the process that it came to
 * runs until all its jobs wait; what its jobs do to each other meanwhile is the business of other
 * tests.
 *
 * <p>The state is what the processes share, and for each of them what has come to it, in order, and
 * its calls. That is all: a process is deterministic, so what it holds and what it will do follows
 * from what came to it, its own clock and its chance included.
 */
final class Deployment implements Execution {
  /** A crashed leader's lease runs out, and absence is proven by two passes. */
  private static final Duration TO_HEAL =
      Replica.TIMING.duration().plus(Replica.RESYNC.multipliedBy(2));

  private static final long NOT_YET = -1;
  private static final Duration QUIET = Replica.RESYNC.plusSeconds(5);

  private final Stage stage;
  private final Duration horizon;
  private final List<Replica> replicas = new ArrayList<>();
  private final List<String> story = new ArrayList<>();
  private final Set<Sight> sights = EnumSet.noneOf(Sight.class);

  /** Of the fair schedule: when nothing was left to happen but time. */
  private long stillSinceNanos = NOT_YET;

  /** Of the fair schedule: when the table was true, and one process led. */
  private long healedAtNanos = NOT_YET;

  private int writesWhenHealed;

  /**
   * @param horizon a small scope has an end: timers that are due later are no choice, and left to
   *     the fair schedule
   */
  Deployment(Stage stage, Duration horizon) {
    this.stage = stage;
    this.horizon = horizon;
  }

  Replica start(String name) {
    Replica replica = new Replica(name, stage);
    replicas.add(replica);
    replica.start();
    return replica;
  }

  /** Takes the first step of such a name. */
  void take(Predicate<String> name) {
    if (!tryTake(name)) {
      throw new IllegalStateException("no such step after " + story);
    }
  }

  /** Takes the first step of such a name, where there is one. */
  boolean tryTake(Predicate<String> name) {
    Optional<Step> first = choices().stream().filter(step -> name.test(step.name())).findFirst();
    first.ifPresent(step -> step.happens().run());
    return first.isPresent();
  }

  @Override
  public List<Step> choices() {
    List<Step> steps = new ArrayList<>();
    for (Replica replica : replicas) {
      replica.calls().forEach(call -> steps.add(goesOn(replica, call)));
      if (hears(replica)) {
        stage.tasks().mail().forEach(message -> steps.add(hears(replica, message)));
      }
      if (replica.nextTimerNanos() < horizon.toNanos()) {
        steps.add(timer(replica));
      }
    }
    stage.tasks().steps().forEach(step -> steps.add(told(step.name(), 0, step.happens())));
    return steps;
  }

  private static boolean hears(Replica replica) {
    return replica.leads() && !replica.terminating();
  }

  private Step goesOn(Replica replica, Call<?> call) {
    return call.landed()
        ? alone(replica, "." + call.name() + ".returns", () -> replica.arrive(call))
        : told(replica, "." + call.name() + ".lands", () -> land(replica, call));
  }

  private void land(Replica replica, Call<?> call) {
    boolean stale =
        call.effect() == Effect.WRITE
            && stage.rules().writingUnder(replica.name()).filter(stage::isOver).isPresent();
    int before = stage.rules().writes();
    call.land();
    if (stale && stage.rules().writes() == before) {
      sights.add(Sight.STALE_WRITE_REFUSED);
    }
  }

  private Step hears(Replica replica, String message) {
    return told(replica, ".hears:" + message, () -> replica.hear(stage.tasks().take(message)));
  }

  private Step timer(Replica replica) {
    long millis = replica.nextTimerNanos() / 1_000_000;
    return alone(replica, ".timer:" + millis + "ms", replica::passTime);
  }

  private Step told(Replica replica, String what, Runnable happens) {
    return told(replica.name() + what, 1 + replicas.indexOf(replica), happens);
  }

  private Step told(String name, int part, Runnable happens) {
    return new Step(name, part, false, () -> happens(name, happens));
  }

  /** What the replica sends by it has no effect before it lands. */
  private Step alone(Replica replica, String what, Runnable happens) {
    String name = replica.name() + what;
    return new Step(name, 1 + replicas.indexOf(replica), true, () -> happens(name, happens));
  }

  private void happens(String name, Runnable happens) {
    story.add(name);
    happens.run();
    oneAtATime();
    stage.setting().errors().check();
  }

  private void oneAtATime() {
    for (Replica replica : replicas) {
      long writes = replica.calls().stream().filter(call -> call.effect() == Effect.WRITE).count();
      if (writes > 1) {
        throw new AssertionError(
            "%s has %d transactions under way".formatted(replica.name(), writes));
      }
    }
  }

  @Override
  public List<Mishap> mishaps() {
    List<Mishap> mishaps = new ArrayList<>();
    for (Replica replica : replicas) {
      for (Call<?> call : replica.calls()) {
        if (call.effect() != Effect.READ && !call.landed()) {
          for (Mishap.Kind kind : Mishap.Kind.values()) {
            mishaps.add(mishap(replica, call, kind));
          }
        }
      }
    }
    return mishaps;
  }

  /** What a write meets is what its process has heard, and what the processes share. */
  private Mishap mishap(Replica replica, Call<?> call, Mishap.Kind kind) {
    long point =
        new Fingerprint()
            .add(replica.name())
            .add(call.name())
            .add(replica.history())
            .add(stage.state())
            .value();
    Runnable happens =
        switch (kind) {
          case CRASH_BEFORE -> () -> restart(replica);
          case CRASH_AFTER ->
              () -> {
                land(replica, call);
                restart(replica);
              };
          case ANSWER_LOST ->
              () -> {
                land(replica, call);
                call.lose();
                replica.arrive(call);
              };
        };
    String suffix = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new Mishap(kind, point, told(replica, "." + call.name() + "." + suffix, happens));
  }

  /** The process is killed, and another one takes its place. */
  private void restart(Replica replica) {
    sights.add(Sight.CRASH);
    replica.kill();
    Replica next = new Replica(replica.name() + "'", stage);
    replicas.set(replicas.indexOf(replica), next);
    next.start();
  }

  /**
   * Tasks first, then messages, then calls; when all is still, the timer that is due first, as if
   * both clocks ran at one rate.
   */
  @Override
  public Optional<Step> fair() {
    Optional<Step> next = first(stage.tasks().steps());
    for (Replica replica : replicas) {
      if (next.isEmpty() && hears(replica) && !stage.tasks().mail().isEmpty()) {
        next = Optional.of(hears(replica, stage.tasks().mail().iterator().next()));
      }
    }
    for (Replica replica : replicas) {
      if (next.isEmpty() && !replica.calls().isEmpty()) {
        next = Optional.of(goesOn(replica, replica.calls().getFirst()));
      }
    }
    return next.or(this::nextTimer);
  }

  private Optional<Step> first(List<Step> steps) {
    return steps.isEmpty()
        ? Optional.empty()
        : Optional.of(told(steps.getFirst().name(), 0, steps.getFirst().happens()));
  }

  /** Called when nothing is left to happen but time. */
  private Optional<Step> nextTimer() {
    Replica first =
        replicas.stream().min(Comparator.comparingLong(Replica::nextTimerNanos)).orElseThrow();
    long now = first.nextTimerNanos();
    if (stillSinceNanos == NOT_YET) {
      stillSinceNanos =
          replicas.stream().mapToLong(replica -> replica.time().nanos()).max().orElseThrow();
    }
    if (healedAtNanos == NOT_YET && now >= stillSinceNanos && stage.inSync() && leaders() == 1) {
      healedAtNanos = now;
      writesWhenHealed = stage.rules().writes();
    }
    boolean goesOn =
        healedAtNanos == NOT_YET
            ? now - stillSinceNanos < TO_HEAL.toNanos()
            : now - healedAtNanos < QUIET.toNanos();
    return goesOn ? Optional.of(timer(first)) : Optional.empty();
  }

  private long leaders() {
    return replicas.stream().filter(Replica::leads).count();
  }

  @Override
  public void judge() {
    if (healedAtNanos == NOT_YET || !stage.inSync() || leaders() != 1) {
      throw new AssertionError(
          "at the end %s runs, there are %d leaders, and the item is %s"
              .formatted(stage.tasks().addresses(), leaders(), stage.item()));
    }
    int inQuiet = stage.rules().writes() - writesWhenHealed;
    if (inQuiet > 0) {
      throw new AssertionError(inQuiet + " writes though the table was true already");
    }
    if (stage.epochs() > 1) {
      sights.add(Sight.TAKEOVER);
    }
    sights.forEach(stage.setting().tally()::add);
  }

  @Override
  public long[] parts() {
    return LongStream.concat(
            LongStream.of(stage.state()), replicas.stream().mapToLong(Replica::state))
        .toArray();
  }

  @Override
  public long fairState() {
    Fingerprint state = Fingerprint.of(parts()).add(stillSinceNanos).add(healedAtNanos);
    if (healedAtNanos != NOT_YET) {
      state.add(stage.rules().writes() - writesWhenHealed);
    }
    return state.value();
  }

  @Override
  public List<String> story() {
    return List.copyOf(story);
  }
}
