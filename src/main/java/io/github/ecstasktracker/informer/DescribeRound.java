package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Background calls until each of its tasks is answered, by one of them or by any other call. */
final class DescribeRound {
  private static final int LANES = 4;

  private final Describer describer;
  private final boolean ofPass;
  private final Urgency urgency;
  final long begunNanos;
  final CompletableFuture<Void> done = new CompletableFuture<>();
  // Guarded by the describer.
  final Map<String, String> left = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private int reserved;

  DescribeRound(Describer describer, Collection<String> arns, boolean ofPass, Urgency urgency) {
    this.describer = describer;
    this.begunNanos = describer.clock.nanos();
    this.ofPass = ofPass;
    this.urgency = urgency;
    arns.forEach(arn -> left.put(Arns.last(arn), arn));
  }

  Map<String, String> run() {
    if (left.isEmpty()) {
      return failures;
    }
    int lanes = Math.clamp(Math.ceilDiv(left.size(), EcsReader.PAGE), 1, LANES);
    synchronized (describer) {
      if (!describer.begin(this)) {
        left.values().forEach(arn -> failures.put(arn, "stopping"));
        return failures;
      }
      for (String arn : left.values()) {
        Due each = new Due(arn, Informer.DRIFT, begunNanos, false);
        each.ofPass = ofPass;
        describer.due.background(each);
      }
    }
    try {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int i = 0; i < lanes; i++) {
        running.add(CompletableFuture.runAsync(this::lane, describer.runtime.io()));
      }
      running.forEach(CompletableFuture::join);
      done.join();
    } finally {
      synchronized (describer) {
        describer.over(this);
        left.values().forEach(arn -> failures.put(arn, "stopping"));
      }
      describer.pump();
    }
    return failures;
  }

  private void lane() {
    while (reserve()) {
      describer.call(urgency, this::choose);
    }
  }

  /** A call for each hundred that are left, and no more. */
  private boolean reserve() {
    synchronized (describer) {
      boolean more =
          !describer.isClosed() && reserved * EcsReader.PAGE < describer.due.backgroundSize();
      reserved += more ? 1 : 0;
      return more;
    }
  }

  private DescribeCall.Choice choose() {
    synchronized (describer) {
      reserved--;
      return describer.chooseBackground();
    }
  }

  void ended(String arn, @Nullable String failure) {
    String mine = left.remove(Arns.last(arn));
    if (mine != null && failure != null) {
      failures.put(mine, failure);
    }
  }
}
