package io.github.ecstasktracker.command.doctor;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A missing permission, parsed from the one-line reason of a failed call: {@code ListTasks:
 * AccessDeniedException: ...}, {@code Scan of table x: AccessDeniedException: ...}.
 *
 * @param action the action as a policy spells it
 */
record Refusal(String action) {
  private static final Pattern REASON =
      Pattern.compile(
          "\\b(?<operation>[A-Z][A-Za-z]+)[^:]*:"
              + " (?:AccessDenied(?:Exception)?|UnauthorizedOperation|AuthorizationError)\\b");

  /** The action in AWS's message, which may differ from the call's own, for example kms:Decrypt. */
  private static final Pattern NAMED =
      Pattern.compile("not authorized to perform: (?<action>[a-z0-9-]+:[A-Za-z]+)");

  private static final Set<String> DYNAMODB =
      Set.of(
          "Scan",
          "GetItem",
          "BatchGetItem",
          "BatchWriteItem",
          "UpdateItem",
          "ConditionCheckItem",
          "TransactWriteItems",
          "DescribeTable",
          "CreateTable",
          "UpdateTable",
          "DescribeTimeToLive",
          "UpdateTimeToLive",
          "Query");
  private static final Set<String> SQS =
      Set.of("GetQueueAttributes", "GetQueueUrl", "SetQueueAttributes", "ReceiveMessage");
  private static final Set<String> SNS = Set.of("GetTopicAttributes", "SetTopicAttributes");
  private static final Set<String> EVENTS =
      Set.of(
          "DescribeRule",
          "ListTargetsByRule",
          "ListRuleNamesByTarget",
          "PutRule",
          "PutTargets",
          "PutEvents");

  static Optional<Refusal> in(String reason) {
    Matcher matcher = REASON.matcher(reason);
    if (!matcher.find()) {
      return Optional.empty();
    }
    Matcher named = NAMED.matcher(reason);
    if (named.find()) {
      return Optional.of(new Refusal(named.group("action")));
    }
    String operation = matcher.group("operation");
    return Optional.of(new Refusal(service(operation) + ":" + operation));
  }

  private static String service(String operation) {
    if (DYNAMODB.contains(operation)) {
      return "dynamodb";
    }
    if (SQS.contains(operation)) {
      return "sqs";
    }
    if (SNS.contains(operation)) {
      return "sns";
    }
    if (EVENTS.contains(operation)) {
      return "events";
    }
    return switch (operation) {
      case "DescribeInstances" -> "ec2";
      case "DescribeInstanceInformation" -> "ssm";
      default -> "ecs";
    };
  }
}
