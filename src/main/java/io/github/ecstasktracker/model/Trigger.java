package io.github.ecstasktracker.model;

import java.util.Optional;

/**
 * A hint that something changed. It carries no state: it names what to describe and the newest
 * version heard of, and nothing else of the message is believed.
 *
 * @param source where it came from, for a metric label: one of a small fixed set
 * @param service whose tasks to describe; empty for all
 * @param task the task that it spoke of, where it spoke of one
 * @param urgency whether somebody waits for the answer
 */
public record Trigger(
    Source source, Optional<ServiceKey> service, Optional<HeardTask> task, Urgency urgency) {
  /** A trigger that is as urgent as changes usually are. */
  public Trigger(Source source, Optional<ServiceKey> service, Optional<HeardTask> task) {
    this(source, service, task, Urgency.LIVE);
  }

  /**
   * A task and the newest version of it that a message named.
   *
   * @param serving whether the message says that the task runs and is to run. A hint about when to
   *     ask ECS, never about what is true.
   */
  public record HeardTask(String arn, long version, boolean serving) {}

  /** Where triggers come from. */
  public enum Source {
    SNS,
    API_DESTINATION,
    SQS,
    AGENT
  }

  /** Asks for a pass. */
  public static Trigger everything(Source source) {
    return new Trigger(source, Optional.empty(), Optional.empty());
  }

  /** Asks for a pass, behind what is urgent. */
  public static Trigger pass(Source source) {
    return new Trigger(source, Optional.empty(), Optional.empty(), Urgency.BACKGROUND);
  }
}
