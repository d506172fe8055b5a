package io.github.ecstasktracker.eventrule;

import java.util.List;

/** One write that brings the rule closer to its desired state. */
public sealed interface RuleChange {
  /** What is changed and why, for display. */
  String sentence();

  /**
   * Permission for the rule to send to a queue or topic. Policies are written first, so that no
   * event is refused.
   */
  record Allow(Endpoint endpoint, String policy) implements RuleChange {
    @Override
    public String sentence() {
      return "~ %s: add a statement to its policy that lets the rule send".formatted(endpoint);
    }
  }

  /** The rule is created or corrected. */
  record Put(KnownRule rule, String name, boolean isNew, List<String> why) implements RuleChange {
    @Override
    public String sentence() {
      return isNew
          ? "+ rule %s: create it".formatted(name)
          : "~ rule %s: %s".formatted(name, String.join("; ", why));
    }
  }

  /** The rule's target is created or corrected. */
  record Send(KnownTarget target, String name, boolean isNew, List<String> why)
      implements RuleChange {
    @Override
    public String sentence() {
      return isNew
          ? "+ target %s of rule %s: send to %s".formatted(target.id(), name, target.arn())
          : "~ target %s of rule %s: %s".formatted(target.id(), name, String.join("; ", why));
    }
  }
}
