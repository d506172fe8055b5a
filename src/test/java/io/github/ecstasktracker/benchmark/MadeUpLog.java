package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.ChurnLog.Bucket;
import io.github.ecstasktracker.benchmark.ChurnLog.Call;
import io.github.ecstasktracker.benchmark.ChurnLog.Delivery;
import io.github.ecstasktracker.benchmark.ChurnLog.Description;
import io.github.ecstasktracker.benchmark.ChurnLog.Entry;
import io.github.ecstasktracker.benchmark.ChurnLog.Loss;
import io.github.ecstasktracker.benchmark.ChurnLog.Pass;
import io.github.ecstasktracker.benchmark.ChurnLog.Turn;
import io.github.ecstasktracker.benchmark.ChurnLog.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A log for tests; times are in milliseconds, each write takes ten, and what counts is from 0. */
final class MadeUpLog {
  static final String US = "replica1";

  private static final long MILLI = 1_000_000;
  private static final long WRITE = 10;

  private final List<Turn> turns = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Description> descriptions = new ArrayList<>();
  private final List<Pass> passes = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private final List<Write> writes = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();
  private final List<Delivery> deliveries = new ArrayList<>();

  MadeUpLog starts(long at, String service, String task, String address) {
    turns.add(new Turn(at * MILLI, service, task, address, true));
    return this;
  }

  MadeUpLog stops(long at, String service, String task, String address) {
    turns.add(new Turn(at * MILLI, service, task, address, false));
    return this;
  }

  MadeUpLog adds(long landed, String service, String address) {
    return writes(landed, service, address, true);
  }

  MadeUpLog removes(long landed, String service, String address) {
    return writes(landed, service, address, false);
  }

  private MadeUpLog writes(long landed, String service, String address, boolean present) {
    long sent = (landed - WRITE) * MILLI;
    entries.add(new Entry(sent, landed * MILLI, US, service, address, present));
    return items(landed, 1);
  }

  MadeUpLog items(long landed, int items) {
    writes.add(new Write(landed * MILLI, US, items));
    return this;
  }

  MadeUpLog describes(long begun, long ended, String caller, String task) {
    descriptions.add(new Description(begun * MILLI, ended * MILLI, caller, Set.of(task)));
    return this;
  }

  MadeUpLog lists(long begun) {
    passes.add(new Pass(begun * MILLI, (begun + 1) * MILLI, US, "bench"));
    return this;
  }

  MadeUpLog calls(long at, int times, String caller, Bucket bucket) {
    for (int i = 0; i < times; i++) {
      calls.add(new Call(at * MILLI, caller, bucket, false));
    }
    return this;
  }

  MadeUpLog loses(String task, boolean serves) {
    losses.add(new Loss(task, serves));
    return this;
  }

  MadeUpLog delivers(long at, String service) {
    deliveries.add(new Delivery(at * MILLI, service));
    return this;
  }

  ChurnLog until(long end) {
    return new ChurnLog(
        0, end * MILLI, turns, entries, descriptions, passes, calls, writes, losses, deliveries);
  }
}
