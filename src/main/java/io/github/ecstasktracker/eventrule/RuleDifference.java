package io.github.ecstasktracker.eventrule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Differences between the actual and the desired rule and target. Other targets are ignored. */
final class RuleDifference {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RuleDifference() {}

  static Optional<RuleChange> rule(RuleWanted wanted, Optional<KnownRule> found) {
    List<String> why = new ArrayList<>();
    found.ifPresent(
        rule -> {
          if (!rule.enabled()) {
            why.add("enable it");
          }
          if (!sameJson(rule.pattern().orElse(""), wanted.pattern())) {
            why.add("set its pattern for the clusters " + String.join(", ", names(wanted)));
          }
        });
    if (found.isPresent() && why.isEmpty()) {
      return Optional.empty();
    }
    KnownRule put =
        new KnownRule(
            Optional.of(wanted.pattern()),
            true,
            found.flatMap(KnownRule::description).or(() -> Optional.of(RuleWanted.DESCRIPTION)),
            found.flatMap(KnownRule::roleArn),
            found.flatMap(KnownRule::schedule),
            Optional.empty());
    return Optional.of(new RuleChange.Put(put, wanted.name(), found.isEmpty(), why));
  }

  static Optional<RuleChange> target(RuleWanted wanted, List<KnownTarget> targets) {
    Optional<KnownTarget> found =
        targets.stream().filter(target -> target.arn().equals(wanted.target().arn())).findFirst();
    List<String> why = new ArrayList<>();
    found.ifPresent(target -> why.addAll(wrong(wanted, target)));
    if (found.isPresent() && why.isEmpty()) {
      return Optional.empty();
    }
    KnownTarget put =
        new KnownTarget(
            found.map(KnownTarget::id).orElseGet(() -> freeId(targets)),
            wanted.target().arn(),
            true,
            Optional.of(RuleWanted.EVENT_AGE_SECONDS),
            Optional.of(RuleWanted.ATTEMPTS),
            // A dead letter queue set by somebody else is kept if we have none.
            wanted
                .deadLetters()
                .map(Endpoint::arn)
                .or(() -> found.flatMap(KnownTarget::deadLetterArn)));
    return Optional.of(new RuleChange.Send(put, wanted.name(), found.isEmpty(), why));
  }

  private static List<String> wrong(RuleWanted wanted, KnownTarget target) {
    List<String> why = new ArrayList<>();
    if (!target.whole()) {
      why.add("send events unmodified");
    }
    boolean retries =
        target.ageSeconds().equals(Optional.of(RuleWanted.EVENT_AGE_SECONDS))
            && target.attempts().equals(Optional.of(RuleWanted.ATTEMPTS));
    if (!retries) {
      why.add(
          "retry for %d s, %d times".formatted(RuleWanted.EVENT_AGE_SECONDS, RuleWanted.ATTEMPTS));
    }
    Optional<String> deadLetters = wanted.deadLetters().map(Endpoint::arn);
    if (deadLetters.isPresent() && !target.deadLetterArn().equals(deadLetters)) {
      why.add("send what cannot be delivered to " + deadLetters.get());
    }
    return why;
  }

  /** An id already used by another target would replace that target. */
  private static String freeId(List<KnownTarget> targets) {
    List<String> taken = targets.stream().map(KnownTarget::id).toList();
    String id = RuleWanted.TARGET_ID;
    for (int i = 2; taken.contains(id); i++) {
      id = RuleWanted.TARGET_ID + "-" + i;
    }
    return id;
  }

  private static List<String> names(RuleWanted wanted) {
    return wanted.clusters().names();
  }

  private static boolean sameJson(String one, String other) {
    try {
      return JSON.readTree(one).equals(JSON.readTree(other));
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
