package io.github.ecstasktracker.simulation.api;

import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_RULE;
import static io.github.ecstasktracker.simulation.faults.Operation.LIST_RULE_NAMES_BY_TARGET;
import static io.github.ecstasktracker.simulation.faults.Operation.LIST_TARGETS_BY_RULE;
import static io.github.ecstasktracker.simulation.faults.Operation.PUT_EVENTS;
import static io.github.ecstasktracker.simulation.faults.Operation.PUT_RULE;
import static io.github.ecstasktracker.simulation.faults.Operation.PUT_TARGETS;

import io.github.ecstasktracker.simulation.bus.Rules;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.faults.ApiErrors;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Gate;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * EventBridge's rules, and PutEvents. A {@link FaultKind#CONFLICT} on PutTargets or PutEvents is
 * answered as EventBridge does it: with 200, and a failed entry.
 */
public final class EventsApi {
  private static final int TARGETS_MAX = 5;
  private static final int ENTRIES_MAX = 10;

  /** Fewer than AWS gives, so that whoever reads one page alone is found out. */
  private static final int NAMES_A_PAGE = 3;

  private final Gate gate;
  private final Rules rules;
  private final Identity identity;

  EventsApi(Gate gate, Rules rules, Identity identity) {
    this.gate = gate;
    this.rules = rules;
    this.identity = identity;
  }

  public PutRuleResponse putRule(PutRuleRequest request) {
    return gate.call(
        PUT_RULE,
        faults -> {
          Rules.Rule rule = rules.obtain(request.name());
          rule.pattern = request.eventPattern();
          rule.enabled = request.state() != RuleState.DISABLED;
          rule.description = Optional.ofNullable(request.description());
          return PutRuleResponse.builder().ruleArn(identity.rule(request.name())).build();
        });
  }

  public DescribeRuleResponse describeRule(DescribeRuleRequest request) {
    return gate.call(
        DESCRIBE_RULE,
        faults -> {
          Rules.Rule rule = rule(DESCRIBE_RULE, request.name());
          return DescribeRuleResponse.builder()
              .name(request.name())
              .arn(identity.rule(request.name()))
              .eventPattern(rule.pattern)
              .state(rule.enabled ? RuleState.ENABLED : RuleState.DISABLED)
              .description(rule.description.orElse(null))
              .managedBy(rule.managedBy.orElse(null))
              .build();
        });
  }

  public PutTargetsResponse putTargets(PutTargetsRequest request) {
    return gate.call(
        PUT_TARGETS,
        faults -> {
          Rules.Rule rule = rule(PUT_TARGETS, request.rule());
          List<PutTargetsResultEntry> failed = new ArrayList<>();
          for (Target target : request.targets()) {
            boolean full =
                rule.targets.size() >= TARGETS_MAX && !rule.targets.containsKey(target.id());
            if (full || faults.contains(FaultKind.CONFLICT)) {
              failed.add(
                  PutTargetsResultEntry.builder()
                      .targetId(target.id())
                      .errorCode(
                          full ? "LimitExceededException" : "ConcurrentModificationException")
                      .errorMessage("the target was not put")
                      .build());
            } else {
              rule.targets.put(target.id(), target);
            }
          }
          return PutTargetsResponse.builder()
              .failedEntryCount(failed.size())
              .failedEntries(failed)
              .build();
        });
  }

  public ListTargetsByRuleResponse listTargetsByRule(ListTargetsByRuleRequest request) {
    return gate.call(
        LIST_TARGETS_BY_RULE,
        faults ->
            ListTargetsByRuleResponse.builder()
                .targets(rule(LIST_TARGETS_BY_RULE, request.rule()).targets.values())
                .build());
  }

  public ListRuleNamesByTargetResponse listRuleNamesByTarget(ListRuleNamesByTargetRequest request) {
    return gate.call(
        LIST_RULE_NAMES_BY_TARGET,
        faults -> {
          List<String> names = rules.leadingTo(request.targetArn());
          int from = Optional.ofNullable(request.nextToken()).map(Integer::parseInt).orElse(0);
          int to = Math.min(names.size(), from + NAMES_A_PAGE);
          return ListRuleNamesByTargetResponse.builder()
              .ruleNames(names.subList(from, to))
              .nextToken(to < names.size() ? Integer.toString(to) : null)
              .build();
        });
  }

  public PutEventsResponse putEvents(PutEventsRequest request) {
    return gate.call(
        PUT_EVENTS,
        faults -> {
          if (request.entries().isEmpty() || request.entries().size() > ENTRIES_MAX) {
            throw ApiErrors.bad(PUT_EVENTS, "ValidationException", "1 to 10 entries");
          }
          boolean refused = faults.contains(FaultKind.CONFLICT);
          List<PutEventsResultEntry> results = new ArrayList<>();
          for (int i = 0; i < request.entries().size(); i++) {
            if (refused && i == 0) {
              results.add(
                  PutEventsResultEntry.builder()
                      .errorCode("InternalFailure")
                      .errorMessage("try again")
                      .build());
            } else {
              rules.published().add(request.entries().get(i));
              results.add(PutEventsResultEntry.builder().eventId("event-" + i).build());
            }
          }
          return PutEventsResponse.builder()
              .failedEntryCount(refused ? 1 : 0)
              .entries(results)
              .build();
        });
  }

  private Rules.Rule rule(Operation operation, String name) {
    return rules
        .find(name)
        .orElseThrow(
            () ->
                ApiErrors.bad(
                    operation, "ResourceNotFoundException", "Rule " + name + " does not exist."));
  }
}
