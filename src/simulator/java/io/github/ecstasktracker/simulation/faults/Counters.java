package io.github.ecstasktracker.simulation.faults;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** What the account was asked, by operation. A refused or failed call counts as a call. */
public final class Counters {
  private final Map<Operation, LongAdder> calls = new ConcurrentHashMap<>();
  private final Map<Operation, LongAdder> throttled = new ConcurrentHashMap<>();
  private final Map<FaultKind, LongAdder> faults = new ConcurrentHashMap<>();

  public long calls(Operation operation) {
    return calls.getOrDefault(operation, new LongAdder()).sum();
  }

  public long calls(String service) {
    return sum(calls, operation -> operation.service().equals(service));
  }

  public long calls() {
    return sum(calls, operation -> true);
  }

  public long mutatingCalls() {
    return sum(calls, Operation::mutating);
  }

  public long mutatingCalls(String service) {
    return sum(calls, o -> o.service().equals(service) && o.mutating());
  }

  public long throttled() {
    return sum(throttled, operation -> true);
  }

  public long throttled(Operation operation) {
    return throttled.getOrDefault(operation, new LongAdder()).sum();
  }

  public long faults(FaultKind kind) {
    return faults.getOrDefault(kind, new LongAdder()).sum();
  }

  /** Calls by operation, for people to read. */
  public Map<String, Long> byOperation() {
    Map<String, Long> table = new TreeMap<>();
    calls.forEach((operation, count) -> table.put(operation.toString(), count.sum()));
    return table;
  }

  public void reset() {
    calls.clear();
    throttled.clear();
    faults.clear();
  }

  void called(Operation operation) {
    calls.computeIfAbsent(operation, o -> new LongAdder()).increment();
  }

  void throttledOnce(Operation operation) {
    throttled.computeIfAbsent(operation, o -> new LongAdder()).increment();
  }

  void fired(FaultKind kind) {
    faults.computeIfAbsent(kind, k -> new LongAdder()).increment();
  }

  private static long sum(Map<Operation, LongAdder> table, Predicate<Operation> which) {
    return table.entrySet().stream()
        .filter(entry -> which.test(entry.getKey()))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }
}
