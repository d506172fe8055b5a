package io.github.ecstasktracker.workqueue;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.workqueue.QueueEntry.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The keys that are to be reconciled, after the work queue of Kubernetes' client-go, with
 * priorities, a bound and jitter.
 *
 * <ul>
 *   <li><b>Stingy.</b> A key waits once, however often it is added, and is in work once: a key
 *       added while in work comes again after {@link #done}, never beside.
 *   <li><b>Nothing is lost.</b> After an add that answered true the key is handed out once more;
 *       the only other end is {@link #shutDown}, which drops what is not due yet.
 *   <li><b>Fair.</b> First come, first served inside a priority; a key that comes back joins at the
 *       end, so a hot key cannot starve others. Live goes before resync, and resync still moves
 *       (see {@link ReadyLines}). Keys due at the same nanosecond go in their natural order.
 *   <li><b>Bounded.</b> Ready, delayed and working keys together never exceed the capacity: an add
 *       beyond it answers false. Failures are remembered for as many keys as the capacity (see
 *       {@link FailureCounts}).
 *   <li><b>Passive.</b> No threads and no blocking: safe for any number of threads, and the same
 *       under a virtual clock.
 * </ul>
 */
public final class WorkQueue<K extends Comparable<K>> {
  /** Longer delays are cut to this; the resync queues every key far sooner. */
  static final Duration LONGEST_DELAY = Duration.ofDays(1);

  private final int capacity;
  private final MonotonicClock clock;
  private final Backoff backoff;
  private final QueueListener listener;
  private final FailureCounts<K> failures;
  private final Object lock = new Object();

  /** Every key that waits or is in work, and no other. */
  private final Map<K, QueueEntry<K>> entries = new HashMap<>();

  /** Every key of {@link #entries} that is not in work. */
  private final QueuePlaces<K> places;

  private final KeysInWork<K> inWork;
  private volatile Runnable onReady = () -> {};
  private boolean shutDown;
  private long accepted;
  private long merged;
  private long served;
  private long dropped;

  public WorkQueue(int capacity, MonotonicClock clock, Backoff backoff, QueueListener listener) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, not " + capacity);
    }
    this.capacity = capacity;
    this.clock = clock;
    this.backoff = backoff;
    this.listener = listener;
    this.failures = new FailureCounts<>(capacity);
    this.places = new QueuePlaces<>(clock.nanos());
    this.inWork = new KeysInWork<>(clock.nanos());
  }

  /**
   * Asks for a reconcile now. Merged into a request that waits already: that one keeps its place,
   * comes due now if it was delayed, and joins the live keys if this one is live.
   *
   * @return false when shut down, or full and the key is new
   */
  public boolean add(K key, Priority priority) {
    return request(key, priority, () -> 0);
  }

  /**
   * Asks for a reconcile after a delay. Merged into a request that waits already: only ever makes
   * that one earlier, never later.
   *
   * @return false when shut down, or full and the key is new
   */
  public boolean addAfter(K key, Duration delay, Priority priority) {
    // toNanos() overflows after 292 years, so it is cut before.
    Duration cut = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    long nanos = cut.isNegative() ? 0 : cut.toNanos();
    return request(key, priority, () -> nanos);
  }

  /**
   * Counts a failure and asks for a reconcile after the backoff that it earns. A request that waits
   * already and is due earlier stays: what was added since the failure is worth a try at once.
   *
   * @return false, and nothing counted, when shut down, or full and the key is new
   */
  public boolean retry(K key, Priority priority) {
    boolean done = request(key, priority, () -> backoff.delayNanos(failures.increment(key)));
    if (done) {
      listener.retried();
    }
    return done;
  }

  /** The key's next failure is the first again. */
  public void forget(K key) {
    synchronized (lock) {
      failures.forget(key);
    }
  }

  /** Failures in a row since the last {@link #forget}. */
  public int failures(K key) {
    synchronized (lock) {
      return failures.of(key);
    }
  }

  /**
   * Hands out up to {@code max} keys that are due, live ones first; each is in work until {@link
   * #done}. Does not wait.
   */
  public List<Item<K>> take(int max) {
    List<Item<K>> items = new ArrayList<>();
    List<Long> waits = new ArrayList<>();
    boolean woken;
    synchronized (lock) {
      long now = clock.nanos();
      promote(now);
      while (items.size() < max && places.anyReady()) {
        QueueEntry<K> entry = entry(places.poll().orElseThrow());
        waits.add(now - entry.request().dueNanos());
        items.add(begin(entry, now));
      }
      woken = places.endWake() && places.anyReady();
    }
    waits.forEach(listener::taken);
    wake(woken);
    items.sort(Comparator.comparing((Item<K> item) -> item.priority()).reversed());
    return List.copyOf(items);
  }

  /**
   * Ends the work on a key. If it was asked for meanwhile, it waits again: ready, or delayed where
   * all that was asked for is later.
   */
  public void done(K key) {
    long worked;
    boolean woken;
    synchronized (lock) {
      long now = clock.nanos();
      promote(now);
      QueueEntry<K> entry = entries.get(key);
      if (entry == null || !entry.working()) {
        throw new IllegalStateException("not in work: " + key);
      }
      inWork.end(entry, now);
      worked = now - entry.startedNanos();
      if (entry.waits()) {
        places.join(entry, now);
      } else {
        entries.remove(key);
      }
      woken = places.endWake();
    }
    listener.finished(worked);
    wake(woken);
  }

  /** When the earliest delayed key comes due, which may be past; empty where a key is ready. */
  public OptionalLong nextDueNanos() {
    synchronized (lock) {
      return places.nextDueNanos();
    }
  }

  public boolean isProcessing(K key) {
    synchronized (lock) {
      QueueEntry<K> entry = entries.get(key);
      return entry != null && entry.working();
    }
  }

  /** Keys that {@link #take} would hand out now. */
  public int depth() {
    synchronized (lock) {
      promote(clock.nanos());
      return places.ready();
    }
  }

  /** What the queue holds now. */
  public QueueLoad load() {
    synchronized (lock) {
      long now = clock.nanos();
      promote(now);
      return QueueLoad.of(places, inWork, now);
    }
  }

  /** What became of all requests so far. */
  public QueueCounts counts() {
    synchronized (lock) {
      return new QueueCounts(accepted, merged, served, dropped);
    }
  }

  /**
   * Runs, outside the lock and on the thread that caused it, whenever a key becomes ready (but not
   * by the passing of time), the time of {@link #nextDueNanos} comes nearer, or a take leaves keys
   * that have just come due: a sleeper takes once more. One listener; a later one replaces it.
   */
  public void onReady(Runnable listener) {
    onReady = listener;
  }

  /**
   * From now on every add is refused. What is due is still handed out, also what becomes ready
   * again by {@link #done}; what is due later is dropped.
   */
  public void shutDown() {
    boolean woken;
    synchronized (lock) {
      long now = clock.nanos();
      promote(now);
      shutDown = true;
      for (QueueEntry<K> entry : List.copyOf(entries.values())) {
        if (entry.waits() && !entry.isDue(now)) {
          dropped++;
          placesOf(entry).leave(entry, now);
          if (!entry.working()) {
            entries.remove(entry.key());
          }
          entry.drop();
        }
      }
      woken = places.endWake();
    }
    wake(woken);
  }

  /** Whether the queue is shut down, and nothing waits or is in work. */
  public boolean drained() {
    synchronized (lock) {
      return shutDown && entries.isEmpty();
    }
  }

  private void wake(boolean woken) {
    if (woken) {
      onReady.run();
    }
  }

  private boolean request(K key, Priority priority, LongSupplier delayNanos) {
    boolean taken;
    boolean fresh = false;
    boolean woken;
    synchronized (lock) {
      long now = clock.nanos();
      promote(now);
      QueueEntry<K> entry = entries.get(key);
      taken = entry == null ? hasRoom() : !shutDown;
      if (taken) {
        fresh = entry == null || !entry.waits();
        accepted++;
        merged += fresh ? 0 : 1;
        Request wanted = new Request(priority, now + delayNanos.getAsLong());
        file(entry == null ? enter(key) : entry, wanted, now);
      }
      woken = places.endWake();
    }
    if (fresh) {
      listener.added();
    }
    wake(woken);
    return taken;
  }

  private void file(QueueEntry<K> entry, Request wanted, long now) {
    Request both = entry.waits() ? entry.request().merge(wanted) : wanted;
    if (entry.waits() && both.samePlace(entry.request(), now)) {
      entry.ask(both);
      return;
    }
    if (entry.waits()) {
      placesOf(entry).leave(entry, now);
    }
    entry.ask(both);
    placesOf(entry).join(entry, now);
  }

  private QueuePlaces<K> placesOf(QueueEntry<K> entry) {
    return entry.working() ? inWork.again() : places;
  }

  private void promote(long now) {
    places.promote(now);
    inWork.again().promote(now);
  }

  private QueueEntry<K> enter(K key) {
    QueueEntry<K> entry = new QueueEntry<>(key);
    entries.put(key, entry);
    return entry;
  }

  private Item<K> begin(QueueEntry<K> entry, long now) {
    served++;
    return inWork.begin(entry, now);
  }

  private boolean hasRoom() {
    return !shutDown && entries.size() < capacity;
  }

  private QueueEntry<K> entry(K key) {
    return Objects.requireNonNull(entries.get(key), "waits or is in work");
  }

  /** Who goes first. */
  public enum Priority {
    /** A pass, or a wait that is over: nobody knows of a change. */
    RESYNC,
    /** A change is known, or an operator waits. */
    LIVE
  }

  /** A key handed out. */
  public record Item<K>(K key, Priority priority) {}
}
