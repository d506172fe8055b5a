package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ready backends from the queue and has them read and reconciled, so many at once as there
 * are workers.
 *
 * <p>One read for many: where reading the ready backends one by one would cost more calls than
 * reading the clusters once, one cluster-wide read serves them all. What is ready grows while the
 * workers are busy, so under load this comes about by itself.
 */
final class Dispatcher {
  static final String NAME = "dispatcher";
  private static final int LARGEST_BATCH = 100_000;
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
  private final IntSupplier clusterReadCalls;

  // Guarded by this.
  private boolean open;
  private int active;
  private OptionalLong alarmNanos = OptionalLong.empty();

  /**
   * @param clusterReadCalls how many list and describe calls a read of all clusters costs
   */
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
      IntSupplier clusterReadCalls) {
    this.queue = queue;
    this.reader = reader;
    this.reconciler = reconciler;
    this.waiters = waiters;
    this.asks = asks;
    this.views = views;
    this.platform = platform;
    this.workers = workers;
    this.progress = progress;
    this.clusterReadCalls = clusterReadCalls;
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
        List<WorkQueue.Item<BackendKey>> items = queue.take(worthOneRead() ? LARGEST_BATCH : 1);
        if (items.isEmpty()) {
          break;
        }
        active++;
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
        active--;
      }
      items.forEach(item -> queue.done(item.key()));
    }
  }

  private boolean worthOneRead() {
    int ready = queue.depth();
    return ready > 1 && 2 * ready > clusterReadCalls.getAsInt();
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
          items.size() == 1
              ? reader.of(items.getFirst().key(), urgency)
              : reader.everything(urgency);
      Looks looks = reconciler.looks((key, found) -> job.ended(key));
      for (WorkQueue.Item<BackendKey> item : items) {
        if (look(looks, item.key(), reading, urgency)) {
          job.settle();
        }
      }
      looks.finish();
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
        active--;
      }
      pump();
    }
  }

  private boolean look(Looks looks, BackendKey key, Reading reading, Urgency urgency) {
    Asks.Ask ask = asks.take(key);
    String cause = ask.asker().map(Asks.Asker::cause).orElse(Asks.DRIFT);
    return looks.at(
        key,
        reading,
        Map.of(),
        new Reconciler.Reason(cause, ask.force(), ask.asker(), urgency, false));
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
    private final List<BackendKey> over = new ArrayList<>();
    private final long ticket;

    /**
     * @param ticket drawn before the read
     */
    Job(List<WorkQueue.Item<BackendKey>> items, long ticket) {
      items.forEach(item -> owned.put(item.key(), item.priority()));
      this.ticket = ticket;
    }

    void ended(BackendKey key) {
      progress.moved(NAME, SILENCE);
      over.add(key);
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
      queue.done(key);
      waiters.served(key, ticket);
    }
  }
}
