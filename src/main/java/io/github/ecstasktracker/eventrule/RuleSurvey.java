package io.github.ecstasktracker.eventrule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.model.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Checks whether ECS events can reach a queue or topic through any rule, whoever created it. Writes
 * nothing.
 */
public final class RuleSurvey {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String APPLY = "run 'ecs-task-tracker triggers apply'";

  /** A sample event of a starting task and one of a stopping task. */
  private static final List<String> STATUSES = List.of("RUNNING", "STOPPED");

  private final Rules rules;
  private final Endpoints endpoints;
  private final Supplier<Result<ClusterArns>> clusters;

  public RuleSurvey(
      EventBridgeClient events,
      SqsClient sqs,
      Supplier<SnsClient> sns,
      Supplier<Result<ClusterArns>> clusters) {
    this.rules = new Rules(events);
    this.endpoints = new Endpoints(sqs, sns);
    this.clusters = clusters;
  }

  /** A problem that blocks events, and its fix. */
  public record Symptom(String what, String mend) {}

  /** A rule that has the queue or topic as a target. */
  private record Way(String name, KnownRule rule, KnownTarget target) {}

  public Result<List<Symptom>> ofQueue(String url) {
    return of(endpoints.queue(url));
  }

  public Result<List<Symptom>> ofTopic(String arn) {
    return of(endpoints.topic(arn));
  }

  private Result<List<Symptom>> of(Result<Endpoints.Found> endpoint) {
    return switch (endpoint) {
      case Result.Failed<Endpoints.Found> failed -> failed.as();
      case Result.Ok<Endpoints.Found>(Endpoints.Found found) ->
          switch (clusters.get()) {
            case Result.Failed<ClusterArns> failed -> failed.as();
            case Result.Ok<ClusterArns>(ClusterArns followed) ->
                ways(found.endpoint()).map(ways -> judge(found, ways, followed));
          };
    };
  }

  private Result<List<Way>> ways(Endpoint endpoint) {
    return switch (rules.leadingTo(endpoint.arn())) {
      case Result.Failed<List<String>> failed -> failed.as();
      case Result.Ok<List<String>>(List<String> names) -> {
        List<Way> ways = new ArrayList<>();
        for (String name : names) {
          Result<Optional<Way>> way = way(name, endpoint);
          if (way instanceof Result.Failed<Optional<Way>> failed) {
            yield failed.as();
          }
          way.map(found -> found.map(ways::add));
        }
        yield new Result.Ok<>(ways);
      }
    };
  }

  private Result<Optional<Way>> way(String name, Endpoint endpoint) {
    return switch (rules.rule(name)) {
      case Result.Failed<Optional<KnownRule>> failed -> failed.as();
      case Result.Ok<Optional<KnownRule>>(Optional<KnownRule> rule) ->
          rules
              .targets(name)
              .map(
                  targets ->
                      targets.stream()
                          .filter(target -> target.arn().equals(endpoint.arn()))
                          .findFirst()
                          .flatMap(target -> rule.map(known -> new Way(name, known, target))));
    };
  }

  private static List<Symptom> judge(Endpoints.Found found, List<Way> ways, ClusterArns followed) {
    if (ways.isEmpty()) {
      return List.of(new Symptom("no rule sends to " + found.endpoint(), APPLY));
    }
    List<Symptom> symptoms = new ArrayList<>();
    for (Way way : ways) {
      symptoms.addAll(judge(found, way, followed));
    }
    for (String cluster : followed.clusters()) {
      if (STATUSES.stream().anyMatch(status -> !covered(ways, cluster, status))) {
        symptoms.add(
            new Symptom(
                "no enabled rule lets the task events of %s through".formatted(cluster), APPLY));
      }
    }
    return List.copyOf(symptoms);
  }

  private static List<Symptom> judge(Endpoints.Found found, Way way, ClusterArns followed) {
    List<Symptom> symptoms = new ArrayList<>();
    if (!way.rule().enabled()) {
      symptoms.add(new Symptom("rule " + way.name() + " is disabled", APPLY + ", or enable it"));
    }
    if (!way.target().whole()) {
      symptoms.add(
          new Symptom(
              "rule %s transforms events or sends them with a role".formatted(way.name()),
              "let it send the whole event, permitted by the policy of " + found.endpoint()));
    }
    if (way.target().deadLetterArn().isEmpty()) {
      symptoms.add(
          new Symptom(
              "rule %s silently drops events that it cannot deliver".formatted(way.name()),
              APPLY + " with --dead-letter-arn"));
    }
    boolean lets =
        ResourcePolicy.of(found.policy())
            .filter(policy -> policy.lets(followed.rule(way.name()), found.endpoint()))
            .isPresent();
    if (!lets) {
      symptoms.add(
          new Symptom(
              "the policy of %s does not let rule %s send".formatted(found.endpoint(), way.name()),
              APPLY));
    }
    return symptoms;
  }

  /** A pattern with an unknown operator is assumed to match. */
  private static boolean covered(List<Way> ways, String cluster, String status) {
    JsonNode event = EventPattern.sample(cluster, status);
    return ways.stream()
        .filter(way -> way.rule().enabled())
        .flatMap(way -> way.rule().pattern().stream())
        .anyMatch(pattern -> PatternMatch.of(parse(pattern), event) != PatternMatch.Verdict.NO);
  }

  private static JsonNode parse(String pattern) {
    try {
      return JSON.readTree(pattern);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("EventBridge only stores patterns that are JSON", e);
    }
  }
}
