package io.github.ecstasktracker.app.config;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The commands that read configuration. */
public enum Verb {
  RUN(
      "run",
      "Runs the controller: keeps the table true to ECS until it is stopped.",
      "0 stopped by SIGTERM or SIGINT; 2 could not start or broke; 64 bad usage or configuration"),
  DIFF(
      "diff",
      "Shows what would be changed now, and changes nothing.",
      "0 in sync; 1 a difference; 2 an error; 64 bad usage or configuration"),
  SYNC(
      "sync",
      "Makes the table true once, and ends; or has the leader do so.",
      "0 done; 1 something is held back or unknown; 2 an error, or stopped by a signal; 64 bad"
          + " usage or configuration"),
  QUERY(
      "query",
      "Tells what is where: of a task, container, service, address or host.",
      "0 found; 1 nothing is known by that name; 2 an error; 64 bad usage or configuration"),
  DOCTOR(
      "doctor",
      "Checks configuration, credentials, permissions, clusters, tables and queue.",
      "0 all is well; 1 findings; 2 something could not be checked; 64 bad usage or configuration"),
  TRIGGERS_PLAN(
      "triggers plan",
      "Shows what would be changed so that ECS's events reach the queue or topic, and changes"
          + " nothing.",
      "0 nothing to change; 1 a difference; 2 an error; 64 bad usage or configuration"),
  TRIGGERS_APPLY(
      "triggers apply",
      "Makes the EventBridge rule, its target and the policies as they should be; writes only what"
          + " differs.",
      "0 done; 2 an error; 64 bad usage or configuration"),
  TRIGGERS_SHOW(
      "triggers show",
      "Shows the EventBridge rule, its targets and who may send to the queue or topic.",
      "0 shown; 2 an error; 64 bad usage or configuration"),
  AGENT(
      "agent",
      "Runs on a container instance: tells the controller of each change there, faster than events"
          + " do.",
      "0 stopped by SIGTERM or SIGINT; 2 broke; 64 bad usage or configuration"),
  HEALTH(
      "health",
      "Asks the controller on this machine whether it is alive (GET /livez), for a container's"
          + " health check.",
      "0 alive; 1 not alive, or no answer; 64 bad usage or configuration");

  /** Those that look after the rule, and know of no table. */
  static final Set<Verb> TRIGGERS = EnumSet.of(TRIGGERS_PLAN, TRIGGERS_APPLY, TRIGGERS_SHOW);

  /** Those that have a log, beside the working ones. */
  static final Set<Verb> LOGGING =
      EnumSet.of(QUERY, TRIGGERS_PLAN, TRIGGERS_APPLY, TRIGGERS_SHOW, AGENT);

  /** Those that work on clusters and a table. */
  static final Set<Verb> WORKING = EnumSet.of(RUN, DIFF, SYNC, DOCTOR);

  private final String word;
  private final String summary;
  private final String exitCodes;

  Verb(String word, String summary, String exitCodes) {
    this.word = word;
    this.summary = summary;
    this.exitCodes = exitCodes;
  }

  /** As typed: one word, or two. */
  public String word() {
    return word;
  }

  /** What the commands with that first word have in common. */
  public static String aboutGroup(String word) {
    if (word.equals("triggers")) {
      return "Looks after the EventBridge rule that tells of ECS's changes: plan, apply, show.";
    }
    throw new IllegalArgumentException(word);
  }

  public String summary() {
    return summary;
  }

  /** The option that may be given without its flag, as the one word behind the command. */
  public Optional<Option<?>> positional() {
    return this == QUERY ? Optional.of(DirectoryOptions.NAME) : Optional.empty();
  }

  public String exitCodes() {
    return exitCodes;
  }
}
