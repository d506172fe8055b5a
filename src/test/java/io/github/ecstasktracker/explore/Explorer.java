package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.explore.Execution.Mishap;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs every sequence of choices up to a depth, depth first, each from the beginning, as CHESS does
 * (Musuvathi et al., Finding and Reproducing Heisenbugs in Concurrent Programs, OSDI 2008): threads
 * cannot be copied, but runs can be repeated.
 *
 * <ul>
 *   <li>Nothing is sampled. From each state within the depth every choice is taken.
 *   <li>At the depth's end, and where nothing can be chosen any more, the fair schedule goes on to
 *       the end, and the end is judged.
 *   <li>A state that was met before is not gone on from: equal states have equal futures, and all
 *       of its were or will be run from where it was met first. No future is cut short by that
 *       where a state is met at one depth only, which holds where it contains the histories of all
 *       who take steps; a state met again at a smaller depth is gone on from anew all the same.
 *   <li>What a step makes of the two parts that it may change follows from the two alone, or from
 *       the one where it needs no other. So where it was taken before from the same, the state that
 *       it leads to is known without a run; each run that comes by holds it against what was known.
 *   <li>Each mishap at each new point has a run of its own, which the fair schedule ends.
 *   <li>Fair schedules that come to one state go on alike: only the first of them goes on.
 * </ul>
 */
final class Explorer {
  private static final int FAIR_STEPS_MAX = 20_000;

  private final String scene;
  private final Supplier<? extends Execution> beginning;
  private final int depth;
  private final Map<Long, Integer> seen = new HashMap<>();
  private final Map<Long, Landing> landings = new HashMap<>();
  private final Set<Long> points = new HashSet<>();

  /** States from which the fair schedule was led to its end, and the end was judged. */
  private final Set<Long> ended = new HashSet<>();

  private final Map<Mishap.Kind, Long> mishaps = new EnumMap<>(Mishap.Kind.class);
  private final Deque<Frame> frames = new ArrayDeque<>();
  private long runs;
  private long schedules;
  private long pruned;
  private long steps;
  private int deepest;

  /** What a step makes of the shared part, and of its own. */
  private record Landing(long shared, long own) {}

  /** A state on the way to here, and which of its choices leads here. */
  private static final class Frame {
    private final long[] parts;
    private final List<Step> choices;
    private int taken;

    Frame(long[] parts, List<Step> choices) {
      this.parts = parts;
      this.choices = List.copyOf(choices);
    }

    Step step() {
      return choices.get(taken);
    }

    /** The step, and the parts of which its landing is a function. */
    long key() {
      Fingerprint key = new Fingerprint().add(step().name()).add(parts[step().part()]);
      return step().alone() ? key.value() : key.add(parts[0]).value();
    }

    /** The parts after the step, where it is known how it lands. */
    long[] after(Landing landing) {
      long[] after = parts.clone();
      after[step().part()] = landing.own();
      if (!step().alone()) {
        after[0] = landing.shared();
      }
      return after;
    }
  }

  Explorer(String scene, Supplier<? extends Execution> beginning, int depth) {
    this.scene = scene;
    this.beginning = beginning;
    this.depth = depth;
  }

  /**
   * Everything, to the depth.
   *
   * @throws Violation at the first run that goes wrong
   */
  Explored explore() {
    long began = cpuNanos();
    do {
      runOne();
    } while (turnToNextChoice());
    alongFairSchedule();
    return new Explored(
        scene,
        depth,
        deepest,
        schedules,
        seen.size(),
        pruned,
        steps,
        mishaps,
        runs,
        cpuNanos() - began);
  }

  /** To where the frames lead, and on along first choices to an end. */
  private void runOne() {
    Execution execution = begin();
    List<String> chosen = new ArrayList<>();
    try {
      for (Frame frame : (Iterable<Frame>) frames::descendingIterator) {
        take(execution, frame, chosen);
      }
      while (isNew(arrive(execution))) {
        tryMishaps(execution, chosen);
        List<Step> choices = frames.size() < depth ? execution.choices() : List.of();
        if (choices.isEmpty()) {
          schedules++;
          finish(execution, ended);
          return;
        }
        frames.push(new Frame(execution.parts(), choices));
        if (!goesOn(frames.element())) {
          return;
        }
        take(execution, frames.element(), chosen);
        deepest = Math.max(deepest, frames.size());
      }
      pruned++;
    } catch (Violation violation) {
      throw violation;
    } catch (RuntimeException | AssertionError e) {
      throw new Violation(scene, new Schedule(chosen), execution.story(), e);
    }
  }

  private void take(Execution execution, Frame frame, List<String> chosen) {
    List<Step> choices = execution.choices();
    if (!names(choices).equals(names(frame.choices))) {
      throw new IllegalStateException(
          "not deterministic: %s, and before %s".formatted(names(choices), names(frame.choices)));
    }
    chosen.add(frame.step().name());
    choices.get(frame.taken).happens().run();
    steps++;
  }

  private static List<String> names(List<Step> steps) {
    return steps.stream().map(Step::name).toList();
  }

  /** Where the last step has led, which is learned, and compared with what was learned before. */
  private long[] arrive(Execution execution) {
    long[] parts = execution.parts();
    if (!frames.isEmpty()) {
      Frame last = frames.element();
      Landing landing = new Landing(parts[0], parts[last.step().part()]);
      Landing before = landings.putIfAbsent(last.key(), landing);
      if (!Arrays.equals(parts, last.after(before == null ? landing : before))) {
        throw new IllegalStateException(
            "not deterministic, or more changed than one part: " + last.step().name());
      }
    }
    return parts;
  }

  private boolean isNew(long[] parts) {
    if (isSeen(parts)) {
      return false;
    }
    seen.put(Fingerprint.of(parts).value(), depth - frames.size());
    return true;
  }

  private boolean isSeen(long[] parts) {
    Integer left = seen.get(Fingerprint.of(parts).value());
    return left != null && left >= depth - frames.size();
  }

  /** False where every choice of every state has been taken. */
  private boolean turnToNextChoice() {
    while (!frames.isEmpty()) {
      Frame last = frames.element();
      last.taken++;
      if (goesOn(last)) {
        return true;
      }
      frames.pop();
    }
    return false;
  }

  /** Turns from this choice to the first that is not known to lead to a state met before. */
  private boolean goesOn(Frame last) {
    for (; last.taken < last.choices.size(); last.taken++) {
      Landing known = landings.get(last.key());
      if (known == null || !isSeen(last.after(known))) {
        return true;
      }
      pruned++;
    }
    return false;
  }

  /** The fair schedule from the beginning is one more way on which each write may go wrong. */
  private void alongFairSchedule() {
    Execution execution = begin();
    List<String> chosen = new ArrayList<>();
    Optional<Step> next = execution.fair();
    while (next.isPresent()) {
      tryMishaps(execution, chosen);
      chosen.add(next.get().name());
      next.get().happens().run();
      next = execution.fair();
    }
  }

  private void tryMishaps(Execution execution, List<String> chosen) {
    for (Mishap mishap : execution.mishaps()) {
      if (points.add(new Fingerprint().add(mishap.point()).add(mishap.kind().name()).value())) {
        mishaps.merge(mishap.kind(), 1L, Long::sum);
        List<String> path = new ArrayList<>(chosen);
        path.add(mishap.step().name());
        run(new Schedule(path), ended);
      }
    }
  }

  /** One run: those steps, mishaps among them, and then the fair schedule to its end. */
  Execution replay(Schedule schedule) {
    return run(schedule, new HashSet<>());
  }

  private Execution run(Schedule schedule, Set<Long> ended) {
    Execution execution = begin();
    try {
      schedule.play(execution);
      finish(execution, ended);
      return execution;
    } catch (RuntimeException | AssertionError e) {
      throw new Violation(scene, schedule, execution.story(), e);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private Execution begin() {
    runs++;
    return beginning.get();
  }

  /** Along the fair schedule, until a state from which it was led to its end before. */
  private static void finish(Execution execution, Set<Long> ended) {
    Set<Long> passed = new HashSet<>();
    Optional<Step> next = execution.fair();
    while (next.isPresent()) {
      if (passed.size() == FAIR_STEPS_MAX) {
        throw new AssertionError("no end after " + passed.size() + " fair steps");
      }
      long state = execution.fairState();
      if (ended.contains(state)) {
        ended.addAll(passed);
        return;
      }
      passed.add(state);
      next.get().happens().run();
      next = execution.fair();
    }
    execution.judge();
    ended.addAll(passed);
  }
}
