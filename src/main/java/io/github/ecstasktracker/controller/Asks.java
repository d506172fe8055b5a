package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who asked for a look at a backend, and with what wish, until a look has taken it up. */
final class Asks {
  static final String DRIFT = "drift";

  private final Map<BackendKey, String> causes = new HashMap<>();
  private final Set<BackendKey> forced = new HashSet<>();

  synchronized void ask(BackendKey key, String cause, boolean force) {
    causes.putIfAbsent(key, cause);
    if (force) {
      forced.add(key);
    }
  }

  /** Takes up what was asked. */
  synchronized Ask take(BackendKey key) {
    return new Ask(Optional.ofNullable(causes.remove(key)), forced.remove(key));
  }

  /**
   * What was asked.
   *
   * @param trigger the first trigger's source; empty where only a timer asks
   */
  record Ask(Optional<String> trigger, boolean force) {
    String cause() {
      return trigger.orElse(DRIFT);
    }
  }
}
