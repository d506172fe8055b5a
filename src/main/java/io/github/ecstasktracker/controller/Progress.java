package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether every loop still moves. A loop tells when it moves; one that has been silent for longer
 * than it may fails {@code /livez}, so that the process is restarted. Nothing outside the process
 * counts: a throttled AWS is no reason to restart.
 */
public final class Progress {
  private record Loop(long lastNanos, Duration limit) {}

  private final MonotonicClock clock;
  private final Map<String, Loop> loops = new LinkedHashMap<>();

  public Progress(MonotonicClock clock) {
    this.clock = clock;
  }

  /** The loop moved, and will again within the limit. */
  public synchronized void moved(String loop, Duration limit) {
    loops.put(loop, new Loop(clock.nanos(), limit));
  }

  /** The loop has ended as it should. */
  public synchronized void ended(String loop) {
    loops.remove(loop);
  }

  synchronized List<ControllerStatus.Check> checks() {
    List<ControllerStatus.Check> checks = new ArrayList<>();
    loops.forEach(
        (name, loop) -> {
          Duration silent = Duration.ofNanos(clock.nanos() - loop.lastNanos());
          boolean ok = silent.compareTo(loop.limit()) <= 0;
          checks.add(
              new ControllerStatus.Check(
                  name,
                  ok,
                  "silent for %d s of %d s"
                      .formatted(silent.toSeconds(), loop.limit().toSeconds())));
        });
    return checks;
  }
}
