package io.github.ecstasktracker.app.config;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The commands that read configuration. */
public enum Verb {
  RUN(
      "run",
      "Runs the controller: keeps the table in sync with ECS until it is stopped.",
      "0 stopped by SIGTERM or SIGINT; 2 failed to start or crashed; 64 bad usage or"
          + " configuration"),
  DIFF(
      "diff",
      "Shows what would change now, without changing anything.",
      "0 in sync; 1 differences; 2 error; 64 bad usage or configuration"),
  SYNC(
      "sync",
      "Brings the table in sync once and exits; with --url, the leader does it.",
      "0 done; 1 something is held back or unknown; 2 error, or stopped by a signal; 64 bad usage"
          + " or configuration"),
  QUERY(
      "query",
      "Finds a task, container, service, address or host.",
      "0 found; 1 nothing is known by that name; 2 error; 64 bad usage or configuration"),
  DOCTOR(
      "doctor",
      "Checks configuration, credentials, permissions, clusters, tables and queue.",
      "0 no problems; 1 findings; 2 something could not be checked; 64 bad usage or configuration"),
  TRIGGERS_PLAN(
      "triggers plan",
      "Shows what would change so that ECS events reach the queue or topic, without changing"
          + " anything.",
      "0 nothing to change; 1 differences; 2 error; 64 bad usage or configuration"),
  TRIGGERS_APPLY(
      "triggers apply",
      "Creates or corrects the EventBridge rule, its target and the policies; writes only what"
          + " differs.",
      "0 done; 2 error; 64 bad usage or configuration"),
  TRIGGERS_SHOW(
      "triggers show",
      "Shows the EventBridge rule, its targets and who may send to the queue or topic.",
      "0 shown; 2 error; 64 bad usage or configuration"),
  AGENT(
      "agent",
      "Runs on a container instance and reports each change there to the controller, faster than"
          + " events.",
      "0 stopped by SIGTERM or SIGINT; 2 crashed; 64 bad usage or configuration"),
  HEALTH(
      "health",
      "Checks whether the controller on this machine is alive (GET /livez), for a container's"
          + " health check.",
      "0 alive; 1 not alive, or no answer; 64 bad usage or configuration");

  /** Commands that manage the EventBridge rule and use no table. */
  static final Set<Verb> TRIGGERS = EnumSet.of(TRIGGERS_PLAN, TRIGGERS_APPLY, TRIGGERS_SHOW);

  /** Commands with a log, besides those that work on a table. */
  static final Set<Verb> LOGGING =
      EnumSet.of(QUERY, TRIGGERS_PLAN, TRIGGERS_APPLY, TRIGGERS_SHOW, AGENT);

  /** Commands that work on clusters and a table. */
  static final Set<Verb> WORKING = EnumSet.of(RUN, DIFF, SYNC, DOCTOR);

  private final String word;
  private final String summary;
  private final String exitCodes;

  Verb(String word, String summary, String exitCodes) {
    this.word = word;
    this.summary = summary;
    this.exitCodes = exitCodes;
  }

  /** The command as typed: one word or two. */
  public String word() {
    return word;
  }

  /** Description of the command group with this first word. */
  public static String aboutGroup(String word) {
    if (word.equals("triggers")) {
      return "Manages the EventBridge rule for ECS events: plan, apply, show.";
    }
    throw new IllegalArgumentException(word);
  }

  public String summary() {
    return summary;
  }

  /** The option whose flag may be omitted, as the one word after the command. */
  public Optional<Option<?>> positional() {
    return this == QUERY ? Optional.of(DirectoryOptions.NAME) : Optional.empty();
  }

  public String exitCodes() {
    return exitCodes;
  }
}
