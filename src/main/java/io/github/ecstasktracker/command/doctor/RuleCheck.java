package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.eventrule.RuleSurvey;
import io.github.ecstasktracker.model.Result;
import java.util.List;
import java.util.function.Supplier;

/** Checks that ECS events reach the queue or topic. */
public final class RuleCheck implements Check {
  private static final String NAME = "rule";

  private final Supplier<Result<List<RuleSurvey.Symptom>>> survey;

  public RuleCheck(Supplier<Result<List<RuleSurvey.Symptom>>> survey) {
    this.survey = survey;
  }

  @Override
  public List<Finding> run() {
    return switch (survey.get()) {
      case Result.Failed<List<RuleSurvey.Symptom>>(String reason, boolean throttled) ->
          List.of(Finding.failed(NAME, reason));
      case Result.Ok<List<RuleSurvey.Symptom>>(List<RuleSurvey.Symptom> none) when none.isEmpty() ->
          List.of(Finding.ok(NAME, "lets the clusters' events through"));
      case Result.Ok<List<RuleSurvey.Symptom>>(List<RuleSurvey.Symptom> symptoms) ->
          symptoms.stream()
              .map(symptom -> Finding.found(NAME, symptom.what(), symptom.mend()))
              .toList();
    };
  }
}
