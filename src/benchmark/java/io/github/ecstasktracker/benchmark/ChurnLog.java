package io.github.ecstasktracker.benchmark;

import java.util.List;
import java.util.Set;

/**
 * What happened in one run, by {@link System#nanoTime}; each list in the order of its times.
 *
 * @param since when that began which counts; what was before tells the state then
 * @param end nothing was looked at after it
 */
record ChurnLog(
    long since,
    long end,
    List<Turn> turns,
    List<Entry> entries,
    List<Description> descriptions,
    List<Pass> passes,
    List<Call> calls,
    List<Write> writes,
    List<Loss> losses,
    List<Delivery> deliveries) {

  /** The truth: a task came to serve at its address, or no longer does. */
  record Turn(long at, String service, String task, String address, boolean serves) {}

  /**
   * An address came into a service's item, or left it.
   *
   * @param sent when the request arrived
   * @param landed when the store's answer had come back
   */
  record Entry(
      long sent, long landed, String caller, String service, String address, boolean present) {}

  /** A DescribeTasks call that was answered. */
  record Description(long begun, long ended, String caller, Set<String> tasks) {}

  /** A list of all of a cluster's tasks, from its first page to its last. */
  record Pass(long begun, long ended, String caller, String cluster) {}

  /** Any call that a bucket limits, refused ones included. */
  record Call(long at, String caller, Bucket bucket, boolean throttled) {}

  /** A request that changed items of the table. */
  record Write(long landed, String caller, int items) {}

  /** The event of such a turn was never delivered. */
  record Loss(String task, boolean serves) {}

  /** Any event about a service that was. */
  record Delivery(long at, String service) {}

  /** AWS's request limits, of which a process may use its share. */
  enum Bucket {
    CLUSTER_READS(100, 20),
    SERVICES(50, 20),
    DEFINITIONS(50, 20);

    final int burst;
    final int perSecond;

    Bucket(int burst, int perSecond) {
      this.burst = burst;
      this.perSecond = perSecond;
    }
  }
}
