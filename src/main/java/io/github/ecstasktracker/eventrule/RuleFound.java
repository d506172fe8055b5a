package io.github.ecstasktracker.eventrule;

import java.util.List;
import java.util.Optional;

/**
 * The actual state.
 *
 * @param rule empty if no rule has that name
 * @param policy policy of the target
 * @param deadLetterPolicy policy of the dead letter queue; also empty if there is no such queue
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
