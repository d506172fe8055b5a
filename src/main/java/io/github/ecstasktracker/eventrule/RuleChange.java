package io.github.ecstasktracker.eventrule;

import java.util.List;

/** One write that brings the rule nearer to what it should be. */
public sealed interface RuleChange {
  /** For a person: what, and why. */
  String sentence();

  /** A queue or topic lets the rule send; policies come first, so that no event is refused. */
  record Allow(Endpoint endpoint, String policy) implements RuleChange {
    @Override
    public String sentence() {
      return "~ %s: add a statement to its policy that lets the rule send".formatted(endpoint);
    }
  }

  /** The rule is made, or put right. */
  record Put(KnownRule rule, String name, boolean isNew, List<String> why) implements RuleChange {
    @Override
    public String sentence() {
      return isNew
          ? "+ rule %s: make it".formatted(name)
          : "~ rule %s: %s".formatted(name, String.join("; ", why));
    }
  }

  /** The rule sends there, as it should. */
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
