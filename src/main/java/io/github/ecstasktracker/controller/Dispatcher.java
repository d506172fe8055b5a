package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ready backends from the queue and has them read and reconciled, so many at once as there
 * are workers.
 *
 * <p>One read for many: where reading the ready backends one by one would cost more calls than
 * reading the clusters once, one cluster-wide read serves them all; what becomes ready meanwhile
 * waits for the next. What is ready grows while the workers are busy, so under load this comes
 * about by itself.
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
  private final Reconciler reconciler;
  private final Waiters waiters;
  private final Asks asks;
  private final ViewKeeper views;
  private final Platform platform;
  private final int workers;
  private final Progress progress;
  private final Costs costs;

  /** How far a read of everything is; there is one at a time. */
  private enum Sweep {
    NONE,
    READING,
    LOOKING
  }

  // Guarded by this.
  private boolean open;
  private int active;
  private Sweep sweep = Sweep.NONE;

  /** What reads of single backends have cost since the sweep began. */
  private int besideSweep;

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
    this.reconciler = reconciler;
    this.waiters = waiters;
    this.asks = asks;
    this.views = views;
    this.platform = platform;
    this.workers = workers;
    this.progress = progress;
    this.costs = costs;
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
    List<List<WorkQueue.Item<BackendKey>>> jobs = new ArrayList<>();
    synchronized (this) {
      while (open && active < workers) {
        boolean worthOneRead = worthOneRead();
        if (waitsForSweep(worthOneRead)) {
          break;
        }
        List<WorkQueue.Item<BackendKey>> items = queue.take(worthOneRead ? LARGEST_BATCH : 1);
        if (items.isEmpty()) {
          break;
        }
        active++;
        if (isSweep(items)) {
          sweep = Sweep.READING;
          besideSweep = 0;
        } else {
          besideSweep += costs.ofBackend().applyAsInt(items.getFirst().key());
        }
        jobs.add(items);
      }
      if (active == 0) {
        progress.ended(NAME);
      }
      setAlarm();
    }
    jobs.forEach(this::start);
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

  /** Wakes when the next delayed key is due. */
  private void setAlarm() {
    OptionalLong due = queue.nextDueNanos();
    if (!open || due.isEmpty()) {
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
    Job job = new Job(items, waiters.begin());
    boolean read = false;
    try {
      Urgency urgency =
          items.stream().anyMatch(item -> item.priority() == WorkQueue.Priority.LIVE)
              ? Urgency.LIVE
              : Urgency.BACKGROUND;
      Reading reading =
          isSweep(items)
              ? reader.everythingAsOfItsEnd(urgency)
              : reader.of(items.getFirst().key(), urgency);
      if (isSweep(items)) {
        synchronized (this) {
          sweep = Sweep.LOOKING;
        }
        job.join(queue.take(LARGEST_BATCH));
      }
      job.look(reading, urgency);
      job.lookAlone(urgency);
      lookAtNewlyFed(reading);
      job.settle();
      read = true;
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).addKeyValue("backends", items.size()).log("read failed");
    } finally {
      if (!read) {
        job.breakOff();
      }
      synchronized (this) {
        left(items);
      }
      pump();
    }
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

  /** The backends of one read, each in work until its look has ended and is shown. */
  private final class Job {
    private final SequencedMap<BackendKey, WorkQueue.Priority> owned = new LinkedHashMap<>();
    private final Map<BackendKey, Asks.Ask> late = new HashMap<>();
    private final List<BackendKey> over = new ArrayList<>();
    private final List<BackendKey> newer = new ArrayList<>();
    private final long ticket;

    /**
     * @param ticket drawn before the read
     */
    Job(List<WorkQueue.Item<BackendKey>> items, long ticket) {
      items.forEach(item -> owned.put(item.key(), item.priority()));
      this.ticket = ticket;
    }

    /**
     * More, which were asked for while the read was under way. It may show what they were asked
     * for, and it may not: they are looked at in its light, and once more.
     */
    void join(List<WorkQueue.Item<BackendKey>> items) {
      for (WorkQueue.Item<BackendKey> item : items) {
        owned.put(item.key(), item.priority());
        late.put(item.key(), asks.take(item.key()));
      }
    }

    void look(Reading reading, Urgency urgency) {
      Looks looks =
          reconciler.looks(
              (key, found) -> {
                progress.moved(NAME, SILENCE);
                boolean past = found == Look.Found.NEWER || found == Look.Found.OUTDATED;
                (past && reading.everything() ? newer : over).add(key);
              });
      for (BackendKey key : List.copyOf(owned.keySet())) {
        if (looks.at(key, reading, Map.of(), reason(key, urgency))) {
          settle();
        }
      }
      looks.finish();
    }

    /**
     * Reads by themselves those of which something newer had been read while everything was. They
     * are few, or else the next read of everything sees to them.
     */
    void lookAlone(Urgency urgency) {
      boolean cheap = newer.size() * LEAST_CALLS * PART <= costs.ofClusters().getAsInt();
      List<BackendKey> few = cheap ? List.copyOf(newer) : List.of();
      over.addAll(newer.subList(few.size(), newer.size()));
      newer.clear();
      for (BackendKey key : few) {
        Looks looks = reconciler.looks((own, found) -> over.add(own));
        looks.at(key, reader.of(key, urgency), Map.of(), reason(key, urgency));
        looks.finish();
      }
    }

    private Reconciler.Reason reason(BackendKey key, Urgency urgency) {
      Asks.Ask before = late.get(key);
      Asks.Ask ask = before == null ? asks.take(key) : before;
      // A force is for one look, and for one that sees all that the operator saw.
      boolean force = before == null && ask.force();
      String cause = ask.asker().map(Asks.Asker::cause).orElse(Asks.DRIFT);
      return new Reconciler.Reason(cause, force, ask.asker(), urgency, false);
    }

    /** Lets go of those whose look is over, and tells who waited for them: the view shows it. */
    void settle() {
      views.publish();
      over.forEach(this::letGo);
      over.clear();
    }

    /** What was not looked at to the end is looked at again. */
    void breakOff() {
      owned.forEach(queue::retry);
      List.copyOf(owned.keySet()).forEach(this::letGo);
    }

    private void letGo(BackendKey key) {
      owned.remove(key);
      Asks.Ask ask = late.remove(key);
      if (ask != null) {
        ask.asker().ifPresent(asker -> asks.ask(key, asker.cause(), ask.force()));
        queue.add(key, WorkQueue.Priority.LIVE);
      }
      queue.done(key);
      waiters.served(key, ticket);
    }
  }
}
