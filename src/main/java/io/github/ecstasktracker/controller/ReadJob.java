package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.workqueue.WorkQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The backends of one read, each in work until its look has ended and is shown.
 *
 * <ul>
 *   <li>A look answers those who asked before its read began, and has their wishes; who asks later
 *       is answered by a later look.
 *   <li>What joins while the read is under way is looked at in its light, under all guards, and
 *       looked at once more for those who asked.
 *   <li>What was not looked at to the end, or may be written from a newer read only, is looked at
 *       again, with all that was wished of it, and nobody is told before.
 * </ul>
 *
 * For one thread at a time.
 */
final class ReadJob {
  private final Parts parts;
  private final SequencedMap<BackendKey, Owned> owned = new LinkedHashMap<>();
  private final List<BackendKey> over = new ArrayList<>();
  private final List<BackendKey> toReadAlone = new ArrayList<>();

  /** Those whose look wants a newer read, and has asked for it. */
  private final Set<BackendKey> outdated = new HashSet<>();

  /** Of the read that everything is looked at in the light of. */
  private final long ticket;

  /**
   * What a job works with.
   *
   * @param moved told of each look that has ended
   */
  record Parts(
      WorkQueue<BackendKey> queue,
      StateReader reader,
      Reconciler reconciler,
      Waiters waiters,
      Asks asks,
      ViewKeeper views,
      Runnable moved) {}

  /**
   * A backend in work.
   *
   * @param ask what its look answers
   * @param late whether that was asked while the read was under way
   * @param ticket of the read
   */
  private record Owned(WorkQueue.Priority priority, Asks.Ask ask, boolean late, long ticket) {}

  /** To be called before the read. */
  ReadJob(Parts parts, List<WorkQueue.Item<BackendKey>> items) {
    this.parts = parts;
    List<Asks.Ask> taken = items.stream().map(item -> parts.asks().take(item.key())).toList();
    // After the asks are taken up: whoever asked had his ticket before.
    this.ticket = parts.waiters().begin();
    for (int i = 0; i < items.size(); i++) {
      own(items.get(i), taken.get(i), false);
    }
  }

  /**
   * More, which were asked for while the read was under way. It may show what they were asked for,
   * and it may not: they are looked at in its light, and once more.
   */
  void join(List<WorkQueue.Item<BackendKey>> items) {
    items.forEach(item -> own(item, parts.asks().take(item.key()), true));
  }

  boolean owns(BackendKey key) {
    return owned.containsKey(key);
  }

  /**
   * Lets go of a backend before the look at it, for another job's sake: that one's look has all
   * that was wished of this one, and those who wait go on waiting.
   */
  void leave(BackendKey key) {
    Owned backend = inWork(key);
    owned.remove(key);
    parts.asks().giveBack(key, backend.ask());
    parts.queue().done(key);
  }

  private void own(WorkQueue.Item<BackendKey> item, Asks.Ask ask, boolean late) {
    owned.put(item.key(), new Owned(item.priority(), ask, late, ticket));
  }

  void look(Reading reading, Urgency urgency) {
    Looks looks =
        parts
            .reconciler()
            .looks(
                (key, found) -> {
                  parts.moved().run();
                  boolean past = found == Look.Found.NEWER || found == Look.Found.OUTDATED;
                  ended(key, found, past && reading.everything() ? toReadAlone : over);
                });
    List<BackendKey> keys = List.copyOf(owned.keySet());
    Map<ServiceKey, ServiceStatus> statuses =
        reading.everything() ? parts.reconciler().statuses(keys, reading, urgency) : Map.of();
    for (BackendKey key : keys) {
      if (looks.at(key, reading, statuses, reason(key, urgency))) {
        settle();
      }
    }
    looks.finish();
  }

  /**
   * Reads by themselves those of which something newer had been read while everything was, or which
   * may be written from a newer read only. The next read of everything sees to what is left.
   *
   * @param most how many
   */
  void lookAlone(Urgency urgency, int most) {
    // First those that no look has asked for again.
    List<BackendKey> inOrder = new ArrayList<>(toReadAlone);
    inOrder.sort(Comparator.comparing(outdated::contains));
    List<BackendKey> few = inOrder.subList(0, Math.min(most, inOrder.size()));
    over.addAll(inOrder.subList(few.size(), inOrder.size()));
    toReadAlone.clear();
    for (BackendKey key : few) {
      askedAnew(key);
      Looks looks = parts.reconciler().looks((own, found) -> ended(own, found, over));
      looks.at(key, parts.reader().of(key, urgency), Map.of(), reason(key, urgency));
      looks.finish();
      parts.moved().run();
      settle();
    }
  }

  /** The read that begins now answers who asked until now. */
  private void askedAnew(BackendKey key) {
    Owned before = inWork(key);
    outdated.remove(key);
    parts.asks().giveBack(key, before.ask());
    Asks.Ask ask = parts.asks().take(key);
    owned.put(key, new Owned(before.priority(), ask, false, parts.waiters().begin()));
  }

  private void ended(BackendKey key, Look.Found found, List<BackendKey> to) {
    if (found == Look.Found.OUTDATED) {
      outdated.add(key);
    }
    to.add(key);
  }

  private Reconciler.Reason reason(BackendKey key, Urgency urgency) {
    Owned backend = inWork(key);
    Asks.Ask ask = backend.ask();
    // A force is for one look, and for one that sees all that the operator saw.
    boolean force = !backend.late() && parts.asks().forces(ask);
    String cause = ask.asker().map(Asks.Asker::cause).orElse(Asks.DRIFT);
    return new Reconciler.Reason(cause, force, ask.asker(), urgency, false);
  }

  private Owned inWork(BackendKey key) {
    Owned backend = owned.get(key);
    if (backend == null) {
      throw new IllegalStateException("not in work: " + key);
    }
    return backend;
  }

  /** Lets go of those whose look is over, and tells who waited for them: the view shows it. */
  void settle() {
    parts.views().publish();
    over.forEach(this::letGo);
    over.clear();
  }

  private void letGo(BackendKey key) {
    Owned backend = inWork(key);
    owned.remove(key);
    boolean again = outdated.remove(key);
    if (backend.late() || again) {
      parts.asks().giveBack(key, backend.ask());
    }
    if (backend.late()) {
      parts.queue().add(key, backend.priority());
    }
    parts.queue().done(key);
    // One that was left and came back late was looked at without its force, and waits for that.
    boolean forceWaits = backend.late() && backend.ask().force();
    if (!again && !forceWaits) {
      parts.waiters().served(key, backend.ticket());
    }
  }

  /** What was not looked at to the end is looked at again. */
  void breakOff() {
    owned.forEach(
        (key, backend) -> {
          parts.asks().giveBack(key, backend.ask());
          parts.queue().retry(key, backend.priority());
          parts.queue().done(key);
        });
    owned.clear();
  }
}
