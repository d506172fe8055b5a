package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.workqueue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ready backends from the queue and has them read and reconciled, so many at once as there
 * are workers.
 *
 * <p>One read for many: where reading the ready backends one by one would cost more calls than
 * reading the clusters once, one cluster-wide read serves them all. What becomes ready meanwhile
 * and is not worth a read beside it is looked at in its light too, and then once more (see {@link
 * ReadJob}). Where little is asked for anew of what such a read is to serve, it does not wait for
 * its end. What is ready grows while the workers are busy, so under load this comes about by
 * itself.
 */
final class Dispatcher {
  static final String NAME = "dispatcher";
  private static final int LARGEST_BATCH = 100_000;

  /** A list and a description. */
  private static final int LEAST_CALLS = 2;

  /** One in so many calls of a sweep may go to reads of single backends beside it, and after. */
  private static final int PART = 4;

  private static final Duration SILENCE = Duration.ofMinutes(10);
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final WorkQueue<BackendKey> queue;
  private final StateReader reader;
  private final ViewKeeper views;
  private final Platform platform;
  private final int workers;
  private final Progress progress;
  private final Costs costs;
  private final ReadJob.Parts parts;

  /** How far a read of everything is; there is one at a time. */
  private enum Sweep {
    NONE,
    READING,
    LOOKING
  }

  // Guarded by this.
  private boolean open;
  private int active;

  /** A take may call back from inside {@link #pump}: what it tells of, the next turn finds. */
  private boolean pumping;

  private Sweep sweep = Sweep.NONE;

  /** The one that reads everything, while it reads. */
  private @Nullable ReadJob reading;

  /** What reads of single backends have cost since the sweep began. */
  private int besideSweep;

  /** How many backends it was to look at and has left to reads of their own. */
  private int leftBySweep;

  private OptionalLong alarmNanos = OptionalLong.empty();

  /**
   * How many list and describe calls reads cost.
   *
   * @param ofClusters of all clusters
   * @param ofBackend of the services that feed one backend; at least two
   */
  record Costs(IntSupplier ofClusters, ToIntFunction<BackendKey> ofBackend) {}

  Dispatcher(
      WorkQueue<BackendKey> queue,
      StateReader reader,
      Reconciler reconciler,
      Waiters waiters,
      Asks asks,
      ViewKeeper views,
      Platform platform,
      int workers,
      Progress progress,
      Costs costs) {
    this.queue = queue;
    this.reader = reader;
    this.views = views;
    this.platform = platform;
    this.workers = workers;
    this.progress = progress;
    this.costs = costs;
    this.parts =
        new ReadJob.Parts(
            queue, reader, reconciler, waiters, asks, views, () -> progress.moved(NAME, SILENCE));
    queue.onReady(this::pump);
  }

  /** Begins to hand out work. */
  void open() {
    synchronized (this) {
      open = true;
    }
    pump();
  }

  /** Hands out no more; what is in work goes on. */
  synchronized void close() {
    open = false;
  }

  synchronized boolean idle() {
    return active == 0;
  }

  private void pump() {
    List<List<WorkQueue.Item<BackendKey>>> jobs;
    synchronized (this) {
      if (pumping) {
        return;
      }
      pumping = true;
      try {
        jobs = takeJobs();
      } finally {
        pumping = false;
      }
      if (active == 0) {
        progress.ended(NAME);
      }
      setAlarm();
    }
    jobs.forEach(this::start);
  }

  /** As many as there are workers free; guarded by this. */
  private List<List<WorkQueue.Item<BackendKey>>> takeJobs() {
    List<List<WorkQueue.Item<BackendKey>>> jobs = new ArrayList<>();
    while (open && active < workers) {
      boolean worthOneRead = worthOneRead();
      if (waitsForSweep(worthOneRead)) {
        break;
      }
      List<WorkQueue.Item<BackendKey>> items = queue.take(worthOneRead ? LARGEST_BATCH : 1);
      if (items.isEmpty()) {
        if (leaveOneToldOfAgain()) {
          continue;
        }
        break;
      }
      active++;
      if (isSweep(items)) {
        sweep = Sweep.READING;
        besideSweep = 0;
        leftBySweep = 0;
      } else {
        besideSweep += costs.ofBackend().applyAsInt(items.getFirst().key());
      }
      jobs.add(items);
    }
    return jobs;
  }

  /**
   * A read of everything may take minutes where the cluster is large and the budget short. Where
   * somebody tells anew of little of what it is to serve, that is read beside it like anything
   * else; where of much, the next read of everything is cheaper. Guarded by this.
   *
   * @return whether there is one more to take now
   */
  private boolean leaveOneToldOfAgain() {
    int most = few() - leftBySweep;
    if (reading == null || most <= 0) {
      return false;
    }
    List<BackendKey> again = new ArrayList<>();
    // So that what others have in work does not hide what the sweep has.
    for (BackendKey key : queue.peekToldOfAgain(most + workers + 1)) {
      if (reading.owns(key)) {
        again.add(key);
      }
    }
    if (again.isEmpty() || again.size() > most) {
      return false;
    }
    reading.leave(again.getFirst());
    leftBySweep++;
    return true;
  }

  private void start(List<WorkQueue.Item<BackendKey>> items) {
    try {
      platform.jobs().execute(() -> work(items));
    } catch (RejectedExecutionException e) {
      LOG.atWarn().addKeyValue("backends", items.size()).log("no work is taken any more");
      synchronized (this) {
        open = false;
        left(items);
      }
      items.forEach(item -> queue.done(item.key()));
    }
  }

  /** The items' job is over; guarded by this. */
  private void left(List<WorkQueue.Item<BackendKey>> items) {
    active--;
    if (isSweep(items)) {
      sweep = Sweep.NONE;
    }
  }

  private static boolean isSweep(List<WorkQueue.Item<BackendKey>> items) {
    return items.size() > 1;
  }

  /**
   * Two reads of everything at once would share the budget, and both take twice as long; so would
   * many reads of single backends beside one. And of what a sweep lets go of, most was asked for
   * meanwhile: all of it together may be worth one read again.
   */
  private boolean waitsForSweep(boolean worthOneRead) {
    return switch (sweep) {
      case NONE -> false;
      case READING -> worthOneRead || besideSweep * PART >= costs.ofClusters().getAsInt();
      case LOOKING -> worthOneRead || queue.depth() > workers;
    };
  }

  private boolean worthOneRead() {
    int ready = queue.depth();
    if (ready < 2) {
      return false;
    }
    int ofClusters = costs.ofClusters().getAsInt();
    if (LEAST_CALLS * ready > ofClusters) {
      return true;
    }
    int calls = 0;
    for (BackendKey key : queue.peek(ready)) {
      calls += costs.ofBackend().applyAsInt(key);
    }
    return calls > ofClusters;
  }

  /**
   * Wakes when the next delayed key is due. Not while every worker is busy: who ends looks again,
   * and for what has come due meanwhile an alarm would ring at once, and at once again.
   */
  private void setAlarm() {
    if (!open || active == workers) {
      return;
    }
    OptionalLong due = queue.nextDueNanos();
    if (due.isEmpty()) {
      return;
    }
    boolean sooner = alarmNanos.isEmpty() || due.getAsLong() - alarmNanos.getAsLong() < 0;
    if (!sooner) {
      return;
    }
    alarmNanos = due;
    long delayNanos = Math.max(0, due.getAsLong() - platform.clock().nanos());
    platform.timers().after(Duration.ofNanos(delayNanos), () -> ring(due.getAsLong()));
  }

  private void ring(long dueNanos) {
    synchronized (this) {
      if (alarmNanos.isPresent() && alarmNanos.getAsLong() == dueNanos) {
        alarmNanos = OptionalLong.empty();
      }
    }
    pump();
  }

  private void work(List<WorkQueue.Item<BackendKey>> items) {
    progress.moved(NAME, SILENCE);
    ReadJob job = new ReadJob(parts, items);
    boolean over = false;
    try {
      Urgency urgency =
          items.stream().anyMatch(item -> item.priority() == WorkQueue.Priority.LIVE)
              ? Urgency.LIVE
              : Urgency.BACKGROUND;
      Reading read =
          isSweep(items) ? everything(job, urgency) : reader.of(items.getFirst().key(), urgency);
      job.look(read, urgency);
      job.lookAlone(urgency, few());
      lookAtNewlyFed(read);
      job.settle();
      over = true;
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).addKeyValue("backends", items.size()).log("read failed");
    } finally {
      if (!over) {
        job.breakOff();
      }
      synchronized (this) {
        left(items);
      }
      pump();
    }
  }

  private Reading everything(ReadJob job, Urgency urgency) {
    synchronized (this) {
      reading = job;
    }
    // What was told of since the job began has woken nobody who could leave it.
    pump();
    Reading everything;
    try {
      everything = reader.everythingAsOfItsEnd(urgency);
    } finally {
      synchronized (this) {
        reading = null;
        sweep = Sweep.LOOKING;
      }
    }
    job.join(queue.take(LARGEST_BATCH));
    // What was ready has hidden when the next delayed key is due, and taking it has woken nobody.
    pump();
    return everything;
  }

  /** So many that reading them one by one takes a part of what a read of everything takes. */
  private int few() {
    return costs.ofClusters().getAsInt() / (LEAST_CALLS * PART);
  }

  /** A label may send a service's tasks to a backend that nobody asked about. */
  private void lookAtNewlyFed(Reading reading) {
    for (BackendKey key : reading.keys()) {
      Set<ServiceKey> known =
          views.newest(key).<Set<ServiceKey>>map(BackendView::services).orElse(Set.of());
      boolean news =
          reading.tasksOf(key).stream()
              .map(ObservedTask::task)
              .anyMatch(task -> !known.contains(task.service()));
      if (news) {
        queue.add(key, WorkQueue.Priority.LIVE);
      }
    }
  }
}
