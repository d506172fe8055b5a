package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.lease.Standing;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The bundles that wait for a transaction, and who goes with whom. Not safe for threads: {@link
 * GroupCommit} locks.
 *
 * <ul>
 *   <li>Live changes go ahead of what came before them, but not of everything: a pass moves on.
 *   <li>A bundle stays whole in one transaction.
 *   <li>What is wrong with one bundle takes that one out; what is wrong with a request nobody knows
 *       whose fault, halves the company of all that were in it. Who fails alone goes alone until it
 *       is taken.
 * </ul>
 */
final class CommitLine {
  /** DynamoDB's limit is 4 MB a transaction; the rest is for what items hold beside servers. */
  private static final long BYTES_MAX = 3 << 20;

  /** How many places a live change goes ahead. */
  private static final long HEAD_START = 2L * BackendWriter.GROUP_MAX;

  private static final int CULPRITS_MAX = 1_000;

  private final PriorityQueue<WaitingBundle> waiting = new PriorityQueue<>();
  private final Set<BackendKey> culprits = new HashSet<>();
  private long arrivals;

  List<WaitingBundle> join(List<Bundle> bundles) {
    List<WaitingBundle> joined = new ArrayList<>();
    for (Bundle bundle : bundles) {
      long place = arrivals++ + (bundle.urgency() == Urgency.LIVE ? 0 : HEAD_START);
      boolean alone = culprits.contains(bundle.patch().key());
      joined.add(new WaitingBundle(bundle, place, alone ? 1 : BackendWriter.GROUP_MAX));
    }
    waiting.addAll(joined);
    return joined;
  }

  void leave(List<WaitingBundle> bundles) {
    waiting.removeAll(bundles);
  }

  /** Ends what may not be written now; tells whether there was any. */
  boolean withhold(Standing standing) {
    return waiting.removeIf(
        each -> {
          Optional<Commit> withheld = Commit.withheld(standing, each.bundle().readBegunNanos());
          withheld.ifPresent(each::end);
          return withheld.isPresent();
        });
  }

  /** Takes the next transaction's bundles; none only where none wait. */
  List<WaitingBundle> next() {
    List<WaitingBundle> batch = new ArrayList<>();
    int patches = 0;
    long bytes = 0;
    int companyMax = BackendWriter.GROUP_MAX;
    for (WaitingBundle next = waiting.peek(); next != null; next = waiting.peek()) {
      patches += next.bundle().group().size();
      bytes += next.bundle().bytes();
      companyMax = Math.min(companyMax, next.companyMax());
      boolean fits =
          batch.size() < companyMax && patches <= BackendWriter.GROUP_MAX && bytes <= BYTES_MAX;
      if (!fits && !batch.isEmpty()) {
        break;
      }
      batch.add(waiting.remove());
    }
    return batch;
  }

  /**
   * Each patch has its own outcome. What is not at fault waits again.
   *
   * @param outcomes in the order of the bundles' groups
   */
  void judge(List<WaitingBundle> batch, List<WriteOutcome> outcomes) {
    int from = 0;
    for (WaitingBundle each : batch) {
      int to = from + each.bundle().group().size();
      each.settle(outcomes.subList(from, to));
      from = to;
      if (each.isSettled()) {
        culprits.remove(each.bundle().patch().key());
      }
    }
    waitAgain(batch);
  }

  /**
   * The fault is somewhere in the batch.
   *
   * @param fate of whom it turns out to be
   */
  void halve(List<WaitingBundle> batch, Commit fate) {
    WaitingBundle first = batch.getFirst();
    if (batch.size() > 1) {
      batch.forEach(each -> each.companyMax((batch.size() + 1) / 2));
    } else if (!first.dropEvictions()) {
      first.end(fate);
      if (culprits.size() < CULPRITS_MAX) {
        culprits.add(first.bundle().patch().key());
      }
    }
    waitAgain(batch);
  }

  private void waitAgain(List<WaitingBundle> batch) {
    batch.stream().filter(each -> !each.isSettled()).forEach(waiting::add);
  }
}
