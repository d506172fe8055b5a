package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.ChurnLog.Entry;
import io.github.ecstasktracker.benchmark.ChurnLog.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Addresses of one service's live tasks that stand in another's item: requests go astray. */
final class ChurnStrays {
  private record Step(long at, @Nullable Turn turn, @Nullable Entry entry) {}

  private ChurnStrays() {}

  /** How long each of them stood there, in nanoseconds, from the log's beginning that counts. */
  static List<Long> of(ChurnLog log) {
    Map<String, List<Step>> steps = new TreeMap<>();
    for (Turn turn : log.turns()) {
      steps
          .computeIfAbsent(turn.address(), key -> new ArrayList<>())
          .add(new Step(turn.at(), turn, null));
    }
    for (Entry entry : log.entries()) {
      steps
          .computeIfAbsent(entry.address(), key -> new ArrayList<>())
          .add(new Step(entry.landed(), null, entry));
    }
    List<Long> strays = new ArrayList<>();
    for (List<Step> each : steps.values()) {
      each.sort(Comparator.comparingLong(Step::at));
      walk(each, log, strays);
    }
    return strays;
  }

  private static void walk(List<Step> steps, ChurnLog log, List<Long> strays) {
    TreeSet<String> owners = new TreeSet<>();
    TreeSet<String> holders = new TreeSet<>();
    Map<String, Long> astray = new HashMap<>();
    for (Step step : steps) {
      if (step.turn() != null) {
        set(owners, step.turn().service(), step.turn().serves());
      } else if (step.entry() != null) {
        set(holders, step.entry().service(), step.entry().present());
      }
      for (String holder : new TreeSet<>(holders)) {
        if (!owners.isEmpty() && !owners.contains(holder)) {
          astray.putIfAbsent(holder, step.at());
        }
      }
      for (String holder : new TreeSet<>(astray.keySet())) {
        if (owners.isEmpty() || owners.contains(holder) || !holders.contains(holder)) {
          end(astray.remove(holder), step.at(), log, strays);
        }
      }
    }
    astray.values().forEach(from -> end(from, log.end(), log, strays));
  }

  private static void set(TreeSet<String> services, String service, boolean in) {
    if (in) {
      services.add(service);
    } else {
      services.remove(service);
    }
  }

  private static void end(long from, long to, ChurnLog log, List<Long> strays) {
    if (to - log.since() > 0) {
      strays.add(to - Math.max(from, log.since()));
    }
  }
}
