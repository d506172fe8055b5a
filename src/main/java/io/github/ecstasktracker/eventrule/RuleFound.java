package io.github.ecstasktracker.eventrule;

import java.util.List;
import java.util.Optional;

/**
 * What is there now.
 *
 * @param rule empty where there is none of that name
 * @param policy the target's
 * @param deadLetterPolicy the dead letter queue's; empty too where there is no such queue
 */
record RuleFound(
    Optional<KnownRule> rule,
    List<KnownTarget> targets,
    Optional<String> policy,
    Optional<String> deadLetterPolicy) {
  RuleFound {
    targets = List.copyOf(targets);
  }
}
