package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.Trigger;
import java.util.List;

/** What an authentic message means. */
public sealed interface Parsed {
  /** Names services or tasks. At least one, none twice. */
  record Triggers(List<Trigger> triggers) implements Parsed {
    public Triggers {
      triggers = triggers.stream().distinct().toList();
      if (triggers.isEmpty()) {
        throw new IllegalArgumentException("no trigger is Nothing");
      }
    }
  }

  /** Names no service, and may concern any: a pass in the background is enough. */
  record Pass() implements Parsed {}

  /** Understood, and nothing follows. */
  record Nothing() implements Parsed {}

  /** About another account, another Region, or an id that ECS does not use. */
  record Foreign(String reason) implements Parsed {}

  /** Not understood, so it may concern anything: everything is read. */
  record NotUnderstood(String reason) implements Parsed {}
}
