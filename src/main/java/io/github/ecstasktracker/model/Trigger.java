package io.github.ecstasktracker.model;

import java.util.Optional;

/**
 * A hint that something changed. It carries no state: it names where to look and the newest version
 * heard of, and nothing else of the message is used.
 *
 * @param source where it came from, for a metric label: one of a small fixed set
 * @param service where to look; empty for everywhere
 * @param task the task that it spoke of, where it spoke of one
 */
public record Trigger(Source source, Optional<ServiceKey> service, Optional<HeardTask> task) {
  /** A task and the newest version of it that a message told of. */
  public record HeardTask(String arn, long version) {}

  /** Where triggers come from. */
  public enum Source {
    SNS,
    API_DESTINATION,
    SQS,
    AGENT,
    HEALTH,
    OPERATOR
  }

  /** A trigger for a look at everything. */
  public static Trigger everything(Source source) {
    return new Trigger(source, Optional.empty(), Optional.empty());
  }
}
