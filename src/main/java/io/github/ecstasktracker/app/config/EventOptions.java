package io.github.ecstasktracker.app.config;

import static io.github.ecstasktracker.app.config.Verb.DOCTOR;
import static io.github.ecstasktracker.app.config.Verb.RUN;

import io.github.ecstasktracker.app.config.Option.Group;
import io.github.ecstasktracker.trigger.TopicArn;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The rows of {@link Options} for received and published events. */
final class EventOptions {
  static final Option<URI> QUEUE_URL =
      Option.of(
              Group.TRIGGERS,
              "--queue-url",
              Kinds.queueUrl(),
              "SQS queue that receives ECS events from an EventBridge rule or an SNS topic.")
          .onlyFor(RUN, DOCTOR)
          .alsoFor(Verb.TRIGGERS);

  static final Option<List<TopicArn>> TOPIC_ARN =
      Option.of(
              Group.TRIGGERS,
              "--topic-arn",
              Kinds.list(Kind.one("ARN", "an SNS topic's ARN", TopicArn::parse)),
              "SNS topics whose messages POST /event accepts. Unset: none.")
          .onlyFor(RUN, DOCTOR)
          .alsoFor(Verb.TRIGGERS);

  static final Option<Path> EVENT_TOKEN_FILE =
      Option.of(
              Group.TRIGGERS,
              "--event-token-file",
              Kinds.secretFile(),
              "File with the bearer token of an EventBridge API destination that calls POST"
                  + " /event.")
          .onlyFor(RUN, DOCTOR);

  static final Option<Boolean> ENSURE_RULE =
      Option.of(
              Group.TRIGGERS,
              "--ensure-rule",
              Kinds.onOff(),
              "Checks every five minutes that the rule feeding --queue-url or --topic-arn is as"
                  + " 'triggers apply' creates it, and repairs it; with --dry-run it only reports.")
          .defaultsTo("off")
          .onlyFor(RUN);

  static final Option<String> RULE_NAME =
      Option.of(
              Group.TRIGGERS,
              "--rule-name",
              Kinds.text(
                  "NAME",
                  "1 to 64 letters, digits or characters of . - _",
                  Pattern.compile("[A-Za-z0-9._-]{1,64}")),
              "EventBridge rule that 'triggers' and --ensure-rule manage. Unset: ecs-task-tracker-"
                  + " followed by the queue's or topic's name.")
          .onlyFor(RUN)
          .alsoFor(Verb.TRIGGERS);

  static final Option<String> DEAD_LETTER_ARN =
      Option.of(
              Group.TRIGGERS,
              "--dead-letter-arn",
              Kinds.text(
                  "ARN",
                  "a standard SQS queue's ARN",
                  Pattern.compile("arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,80}")),
              "Queue for events that the rule could not deliver. Unset: the dead letter queue of"
                  + " --queue-url, if it has one.")
          .onlyFor(RUN)
          .alsoFor(Verb.TRIGGERS);

  static final Option<String> PUBLISH_EVENTS =
      Option.of(
              Group.TRIGGERS,
              "--publish-events",
              Kinds.text(
                  "BUS",
                  "an event bus's name or ARN",
                  Pattern.compile(
                      "(arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/)?[A-Za-z0-9._/-]{1,256}")),
              "EventBridge bus that receives an event \"Backend Servers Changed\" for every write."
                  + " Unset: none.")
          .onlyFor(RUN);

  private EventOptions() {}
}
