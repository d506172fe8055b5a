package io.github.ecstasktracker.eventrule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The difference between the actual and the desired rule. */
public sealed interface RulePlan {
  /** Nothing. */
  record InPlace() implements RulePlan {}

  /** Writes, in a safe order. */
  record Differs(List<RuleChange> changes) implements RulePlan {
    public Differs {
      changes = List.copyOf(changes);
    }
  }

  /** A problem that a person has to resolve. */
  record Impossible(String reason) implements RulePlan {}

  /** A rule's quota (docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html). */
  int TARGETS_MAX = 5;

  /** Computes the plan as a pure function of desired and actual state. */
  static RulePlan of(RuleWanted wanted, RuleFound found) {
    Optional<String> obstacle = obstacle(wanted, found);
    if (obstacle.isPresent()) {
      return new Impossible(obstacle.get());
    }
    List<RuleChange> changes = new ArrayList<>();
    allow(wanted, wanted.target(), found.policy()).ifPresent(changes::add);
    wanted
        .deadLetters()
        .flatMap(queue -> allow(wanted, queue, found.deadLetterPolicy()))
        .ifPresent(changes::add);
    RuleDifference.rule(wanted, found.rule()).ifPresent(changes::add);
    RuleDifference.target(wanted, found.targets()).ifPresent(changes::add);
    return changes.isEmpty() ? new InPlace() : new Differs(changes);
  }

  private static Optional<String> obstacle(RuleWanted wanted, RuleFound found) {
    Optional<String> owner = found.rule().flatMap(KnownRule::managedBy);
    if (owner.isPresent()) {
      return Optional.of(
          "rule %s is managed by %s: choose another --rule-name"
              .formatted(wanted.name(), owner.get()));
    }
    if (wanted.pattern().length() > EventPattern.LENGTH_MAX) {
      return Optional.of(
          "the pattern for %d clusters is longer than the %d characters of a rule: run several"
              .formatted(wanted.clusters().names().size(), EventPattern.LENGTH_MAX));
    }
    if (wanted.target().arn().endsWith(".fifo")) {
      return Optional.of(
          wanted.target()
              + " is a FIFO queue or topic: triggers need no order, use a standard one");
    }
    boolean ours =
        found.targets().stream().anyMatch(target -> target.arn().equals(wanted.target().arn()));
    if (!ours && found.targets().size() >= TARGETS_MAX) {
      return Optional.of(
          "rule %s has %d targets already, as many as a rule may have"
              .formatted(wanted.name(), found.targets().size()));
    }
    if (ResourcePolicy.of(found.policy()).isEmpty()
        || ResourcePolicy.of(found.deadLetterPolicy()).isEmpty()) {
      return Optional.of("the policy of %s could not be parsed".formatted(wanted.target()));
    }
    return Optional.empty();
  }

  private static Optional<RuleChange> allow(
      RuleWanted wanted, Endpoint endpoint, Optional<String> policy) {
    return ResourcePolicy.of(policy)
        .filter(known -> !known.lets(wanted.arn(), endpoint))
        .map(known -> new RuleChange.Allow(endpoint, known.letting(wanted.arn(), endpoint)));
  }
}
