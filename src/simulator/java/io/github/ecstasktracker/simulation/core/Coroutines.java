package io.github.ecstasktracker.simulation.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that run as virtual threads on the one thread that made this, one at a time.
 *
 * <ul>
 *   <li>Nothing runs but within {@link #step}, and there one job until it blocks or ends. Which of
 *       the ready ones it is, is the {@link Choice}'s alone: equal choices give equal runs.
 *   <li>Blocking is real: locks, conditions, futures and parking work as they always do. Who
 *       unblocks a job makes it ready, and goes on himself.
 *   <li>What would differ from one run to the next is an error: a job made ready by another thread,
 *       as a wait by the real clock does, or a {@code synchronized} block that another job is in.
 *   <li>A monitor that one of the JDK's own threads holds for a moment is waited for within the
 *       step: the JDK's reference handler takes that of a reference queue whenever it likes.
 *   <li>Jobs belong to a {@link Group}, which can be held up, and can end at any moment without a
 *       word: its jobs are never resumed, not even to unwind, as with kill -9.
 *   <li>What a job throws comes out of the step in which it was thrown.
 * </ul>
 *
 * <p>A virtual thread's scheduler can be chosen by a constructor of the JDK's that is not public,
 * so the JVM needs {@link #JVM_OPTIONS}.
 */
public final class Coroutines {
  /** Without the second one the JDK would keep hold of jobs that are never resumed. */
  public static final List<String> JVM_OPTIONS =
      List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Djdk.trackAllThreads=false");

  /** The JDK's own threads hold a monitor for microseconds; on a busy machine, for longer. */
  private static final Duration MONITOR_PATIENCE = Duration.ofSeconds(20);

  /** Which of the ready jobs goes on next. */
  @FunctionalInterface
  public interface Choice {
    /** In the order in which they became ready. */
    Choice FIRST = ready -> 0;

    /** Any, by the dice. Where there is but one the dice rest. */
    static Choice by(Dice dice) {
      return ready -> ready.size() == 1 ? 0 : dice.below(ready.size());
    }

    /**
     * @param ready never empty
     * @return the place of the chosen one
     */
    int among(List<Job> ready);
  }

  private final Thread driver = Thread.currentThread();
  private final Choice choice;
  private final Duration monitorPatience;
  private final List<Job> ready = new ArrayList<>();

  /** How the running job goes on in the monitor it waited for. */
  private final BlockingQueue<Runnable> monitorFree = new ArrayBlockingQueue<>(1);

  private volatile @Nullable Job running;
  private volatile @Nullable IllegalStateException stray;

  public Coroutines(Choice choice) {
    this(choice, MONITOR_PATIENCE);
  }

  Coroutines(Choice choice, Duration monitorPatience) {
    this.choice = choice;
    this.monitorPatience = monitorPatience;
  }

  public Group group() {
    return new Group();
  }

  /** The jobs that could go on, those of held groups left out. */
  public List<Job> ready() {
    return Collections.unmodifiableList(ready);
  }

  /** The job that runs, where it is asked by one. */
  public Job current() {
    Job job = running;
    if (job == null) {
      throw new IllegalStateException("no job is running");
    }
    return job;
  }

  /** Runs one job until it blocks or ends; false where none is ready. */
  public boolean step() {
    if (Thread.currentThread() != driver) {
      throw new IllegalStateException("jobs are run by the thread that made them, not by a job");
    }
    if (ready.isEmpty()) {
      return false;
    }
    ready.remove(choice.among(ready())).goOn();
    return true;
  }

  /** Runs jobs until none is ready. */
  public void drain() {
    while (step()) {
      // The step was the work.
    }
  }

  /** Jobs with one fate: those of one simulated process, for instance. */
  public final class Group {
    private final List<Job> waiting = new ArrayList<>();
    private boolean held;
    private boolean over;

    /** Makes a job that is ready at once. */
    public Job start(String name, Runnable work) {
      Job job = new Job(this, name);
      Thread thread = job.thread(work);
      if (!over) {
        thread.start();
      }
      return job;
    }

    /** From now on none of its jobs runs; what becomes ready waits. */
    public void hold() {
      held = true;
      ready.stream().filter(job -> job.group == this).forEach(waiting::add);
      ready.removeAll(waiting);
    }

    /** Its jobs may run again. */
    public void release() {
      held = false;
      ready.addAll(waiting);
      waiting.clear();
    }

    /** None of its jobs ever runs again. One that is running is the last to, until it blocks. */
    public void end() {
      over = true;
      waiting.clear();
      ready.removeIf(job -> job.group == this);
    }
  }

  /** One job. */
  public final class Job {
    private final Group group;
    private final String name;
    private @Nullable Thread thread;
    private @Nullable Runnable continuation;
    private @Nullable Throwable failure;

    private Job(Group group, String name) {
      this.group = group;
      this.name = name;
    }

    public Group group() {
      return group;
    }

    private Thread thread(Runnable work) {
      Thread made =
          VirtualThreads.scheduledBy(this::becomesReady)
              .unstarted(
                  () -> {
                    try {
                      work.run();
                    } catch (Throwable thrown) {
                      failure = thrown;
                    }
                  });
      thread = made;
      return made;
    }

    /** Called by the JDK, on the thread of whoever unblocked the job. */
    private void becomesReady(Runnable goesOn) {
      Thread caller = Thread.currentThread();
      Job job = running;
      if (job == this && VirtualThreads.waitsForMonitor(thread)) {
        monitorFree.add(goesOn);
        return;
      }
      if (caller != driver && (job == null || caller != job.thread)) {
        IllegalStateException strange =
            new IllegalStateException(
                "%s was made ready by %s: no two runs would be equal".formatted(this, caller));
        stray = strange;
        throw strange;
      }
      if (group.over) {
        return;
      }
      continuation = goesOn;
      (group.held ? group.waiting : ready).add(this);
    }

    private void goOn() {
      Runnable next = continuation;
      if (next == null) {
        throw new IllegalStateException(this + " is not ready");
      }
      continuation = null;
      running = this;
      try {
        next.run();
        while (VirtualThreads.waitsForMonitor(thread)) {
          monitorFree().run();
        }
      } finally {
        running = null;
      }
      IllegalStateException strange = stray;
      if (strange != null) {
        throw strange;
      }
      Throwable thrown = failure;
      if (thrown != null) {
        failure = null;
        Coroutines.<RuntimeException>rethrow(thrown);
      }
    }

    private Runnable monitorFree() {
      Runnable goesOn;
      try {
        goesOn = monitorFree.poll(monitorPatience.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(this + " was interrupted", e);
      }
      if (goesOn == null) {
        throw new IllegalStateException(this + " waits for a monitor that another job holds");
      }
      return goesOn;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @SuppressWarnings("unchecked") // Whatever it is, it goes on as it is.
  private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
