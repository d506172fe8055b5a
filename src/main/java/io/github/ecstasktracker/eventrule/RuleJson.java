package io.github.ecstasktracker.eventrule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rule, its target and policies, and the pending changes, as one JSON document. */
final class RuleJson {
  /** Within a version, fields and values are added, never renamed, removed or changed. */
  static final String SCHEMA = "ecs-task-tracker.triggers/v1";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private record Document(
      String schema,
      Rule rule,
      List<Target> targets,
      List<Sender> endpoints,
      List<Change> changes,
      @Nullable String problem) {}

  /** Its state is enabled, disabled or absent. */
  private record Rule(String name, String arn, String state, @Nullable String pattern) {}

  private record Target(
      String id,
      String arn,
      boolean whole,
      @Nullable Integer ageSeconds,
      @Nullable Integer attempts,
      @Nullable String deadLetterArn) {}

  /** letsTheRuleSend is null if the policy could not be parsed. */
  private record Sender(String use, String kind, String arn, @Nullable Boolean letsTheRuleSend) {}

  private record Change(String what, boolean made) {}

  private RuleJson() {}

  /**
   * @param made how many of the plan's changes were made
   * @param failure why the next one failed
   */
  static String of(RuleWanted wanted, RuleFound found, int made, Optional<String> failure) {
    List<Change> changes = new ArrayList<>();
    Optional<String> problem = failure;
    switch (RulePlan.of(wanted, found)) {
      case RulePlan.InPlace _ -> {}
      case RulePlan.Impossible(String reason) -> problem = problem.or(() -> Optional.of(reason));
      case RulePlan.Differs(List<RuleChange> planned) ->
          planned.forEach(
              change -> changes.add(new Change(change.sentence(), changes.size() < made)));
    }
    List<Sender> endpoints = new ArrayList<>();
    endpoints.add(sender("target", wanted, wanted.target(), found.policy()));
    wanted
        .deadLetters()
        .map(queue -> sender("dead letters", wanted, queue, found.deadLetterPolicy()))
        .ifPresent(endpoints::add);
    return written(
        new Document(
            SCHEMA,
            rule(wanted, found.rule()),
            found.targets().stream().map(RuleJson::target).toList(),
            endpoints,
            changes,
            problem.orElse(null)));
  }

  private static Rule rule(RuleWanted wanted, Optional<KnownRule> found) {
    return new Rule(
        wanted.name(),
        wanted.arn(),
        found.map(rule -> rule.enabled() ? "enabled" : "disabled").orElse("absent"),
        found.flatMap(KnownRule::pattern).orElse(null));
  }

  private static Target target(KnownTarget target) {
    return new Target(
        target.id(),
        target.arn(),
        target.whole(),
        target.ageSeconds().orElse(null),
        target.attempts().orElse(null),
        target.deadLetterArn().orElse(null));
  }

  private static Sender sender(
      String use, RuleWanted wanted, Endpoint endpoint, Optional<String> policy) {
    return new Sender(
        use,
        endpoint.kind().word(),
        endpoint.arn(),
        ResourcePolicy.of(policy).map(known -> known.lets(wanted.arn(), endpoint)).orElse(null));
  }

  private static String written(Document document) {
    try {
      return MAPPER.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings have a JSON form", e);
    }
  }
}
