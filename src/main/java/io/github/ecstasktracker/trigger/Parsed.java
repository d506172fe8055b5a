package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.Trigger;
import java.util.List;

/** What an authentic message means. */
public sealed interface Parsed {
  /** Look here. At least one, none twice. */
  record Triggers(List<Trigger> triggers) implements Parsed {
    public Triggers {
      triggers = triggers.stream().distinct().toList();
      if (triggers.isEmpty()) {
        throw new IllegalArgumentException("no trigger is Nothing");
      }
    }
  }

  /** Understood, and no business of ours. */
  record Nothing(String reason) implements Parsed {}

  /** Not understood, so it may mean anything: look everywhere. */
  record NotUnderstood(String reason) implements Parsed {}
}
