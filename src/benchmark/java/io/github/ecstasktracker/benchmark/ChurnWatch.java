package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.ChurnLog.Delivery;
import io.github.ecstasktracker.benchmark.ChurnLog.Entry;
import io.github.ecstasktracker.benchmark.ChurnLog.Loss;
import io.github.ecstasktracker.benchmark.ChurnLog.Turn;
import io.github.ecstasktracker.benchmark.ChurnLog.Write;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.wire.AnsweredCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ecs.model.Task;

/** Writes the log: the truth as it turns, and every call and write as it is answered. */
final class ChurnWatch implements Consumer<AnsweredCall> {
  private static final String GROUP = "service:";

  private final SimulatedAccount account;
  private final ChurnCalls calls = new ChurnCalls();
  private final TableWrites table = new TableWrites(LocalAws.TABLE);
  private final Map<String, SortedSet<String>> truth = new HashMap<>();
  private final List<Turn> turns = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Write> writes = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();
  private final List<Delivery> deliveries = new ArrayList<>();

  /** Of an account without services as yet, and an empty table. */
  ChurnWatch(SimulatedAccount account) {
    this.account = account;
    account.listen(this::changed);
  }

  private void changed(Task task) {
    if (task.group() == null || !task.group().startsWith(GROUP)) {
      return;
    }
    long now = System.nanoTime();
    String service = task.group().substring(GROUP.length());
    SortedSet<String> after = account.expectedServers(ChurnCalls.id(task.clusterArn()), service);
    String id = ChurnCalls.id(task.taskArn());
    synchronized (this) {
      SortedSet<String> before = truth.getOrDefault(service, new TreeSet<>());
      minus(before, after).forEach(at -> turns.add(new Turn(now, service, id, at, false)));
      minus(after, before).forEach(at -> turns.add(new Turn(now, service, id, at, true)));
      truth.put(service, after);
    }
  }

  synchronized void lost(String task, boolean serves) {
    losses.add(new Loss(ChurnCalls.id(task), serves));
  }

  synchronized void delivered(String service) {
    deliveries.add(new Delivery(System.nanoTime(), service));
  }

  @Override
  public void accept(AnsweredCall call) {
    calls.answered(call);
    if (call.operation().service().equals("dynamodb") && call.operation().mutating() && call.ok()) {
      written(call);
    }
  }

  private synchronized void written(AnsweredCall call) {
    SortedMap<String, SortedSet<String>> before = new TreeMap<>(table.all());
    SortedMap<String, SortedSet<String>> after =
        table.landed(call.operation().name(), ChurnCalls.json(call.request()));
    after.forEach(
        (service, now) -> {
          SortedSet<String> then = before.getOrDefault(service, new TreeSet<>());
          minus(then, now).forEach(at -> enter(call, service, at, false));
          minus(now, then).forEach(at -> enter(call, service, at, true));
        });
    if (!after.isEmpty()) {
      writes.add(new Write(call.answered(), call.caller(), after.size()));
    }
  }

  private void enter(AnsweredCall call, String service, String address, boolean present) {
    entries.add(
        new Entry(call.arrived(), call.answered(), call.caller(), service, address, present));
  }

  /** Whether the table is true, of all services. */
  synchronized boolean agrees() {
    return truth.entrySet().stream()
        .allMatch(service -> table.servers(service.getKey()).equals(service.getValue()));
  }

  /** The table, as its writes have left it. */
  synchronized SortedMap<String, SortedSet<String>> table() {
    return new TreeMap<>(table.all());
  }

  synchronized ChurnLog log(long since) {
    return new ChurnLog(
        since,
        System.nanoTime(),
        List.copyOf(turns),
        entries.stream().sorted(Comparator.comparingLong(Entry::landed)).toList(),
        calls.descriptions(),
        calls.passes(),
        calls.calls(),
        writes.stream().sorted(Comparator.comparingLong(Write::landed)).toList(),
        List.copyOf(losses),
        List.copyOf(deliveries));
  }

  private static SortedSet<String> minus(SortedSet<String> from, SortedSet<String> these) {
    SortedSet<String> rest = new TreeSet<>(from);
    rest.removeAll(these);
    return rest;
  }
}
