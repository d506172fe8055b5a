package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.http.Metric.Type.COUNTER;
import static io.github.ecstasktracker.http.Metric.Type.GAUGE;
import static io.github.ecstasktracker.http.Metric.Type.HISTOGRAM;
import static io.github.ecstasktracker.http.Metric.Type.SUMMARY;

import java.util.List;

/**
 * Every metric of this project, for the documentation and for the check that a scrape holds these
 * and no others. No label carries a task's or a service's name: the number of series is fixed.
 */
public final class MetricCatalog {
  private static final List<Metric> ALL =
      List.of(
          own("build_info", GAUGE, "Always 1.", "version", "java"),
          own("services", GAUGE, "Services by state.", "state"),
          own("backends", GAUGE, "Items of the table, and backends that lack one.", "state"),
          own("servers", GAUGE, "Servers that should be there, and that are there.", "state"),
          own("holds", GAUGE, "Removals that are kept back now, by the rule.", "guard"),
          own(
              "last_success_timestamp_seconds",
              GAUGE,
              "When a backend was last read and judged; 0 before the first."),
          own(
              "last_sweep_timestamp_seconds",
              GAUGE,
              "When the last complete read of everything began; 0 before the first."),
          own("reconcile_total", COUNTER, "Looks at a backend by how they ended.", "result"),
          own("reconcile_duration_seconds", HISTOGRAM, "How long a look at a backend took."),
          own("full_pass_duration_seconds", HISTOGRAM, "How long a read of everything took."),
          own("trigger_to_write_seconds", HISTOGRAM, "From a trigger's arrival to its write."),
          own("changes_total", COUNTER, "Servers added, changed and removed.", "op"),
          own("guard_trips_total", COUNTER, "Removals kept back, by the rule.", "guard"),
          own(
              "observations_void_total",
              COUNTER,
              "Reads of ECS from which nothing could be concluded.",
              "reason"),
          own(
              "floors_lapsed_total",
              COUNTER,
              "Versions heard of in a trigger that ECS did not show in time."),
          own(
              "triggers_total",
              COUNTER,
              "Messages received, by where they came from and what became of them.",
              "source",
              "outcome"),
          own(
              "definitions_total",
              COUNTER,
              "Task definitions, by where they were known from and what became of keeping them.",
              "outcome"),
          own(
              "history_writes_total",
              COUNTER,
              "Tasks that ended, by what became of them in the history's table.",
              "outcome"),
          own(
              "history_reads_total",
              COUNTER,
              "Looks for tasks in the history's table by how they ended.",
              "outcome"),
          own(
              "jwt_checks_total",
              COUNTER,
              "Tokens judged by --jwt-issuer, by what became of them.",
              "outcome"),
          own(
              "jwt_key_reads_total",
              COUNTER,
              "Reads of the keys of --jwt-issuer by how they ended.",
              "outcome"),
          own(
              "sqs_errors_total",
              COUNTER,
              "Calls to SQS, or single messages of them, that failed.",
              "operation"),
          own(
              "rule_looks_total",
              COUNTER,
              "Looks at the EventBridge rule by how they ended.",
              "outcome"),
          own(
              "events_published_total",
              COUNTER,
              "Events of writes (--publish-events) by what became of them.",
              "outcome"),
          own(
              "cloudwatch_calls_total",
              COUNTER,
              "Calls with metrics (--cloudwatch-namespace) by what became of them.",
              "outcome"),
          own("api_tokens", GAUGE, "Calls that the budget allows now.", "api"),
          own("api_wait_seconds", SUMMARY, "How long calls waited for the budget.", "api"),
          own("api_circuit_open", GAUGE, "1 while calls are refused unmade.", "api"),
          own(
              "contested_backends",
              GAUGE,
              "Backends whose writes somebody undoes: another controller on the table, or a"
                  + " script."),
          own("lease_epoch", GAUGE, "The epoch of the lease that this process holds."),
          own(
              "fenced_writes_rejected_total",
              COUNTER,
              "Writes refused because a newer leader had taken over."),
          new Metric(
              "leader_election_master_status",
              GAUGE,
              List.of("name"),
              "1 on the leader, 0 on a standby."),
          queue("depth", GAUGE, "Keys ready to be taken, or ready again when done."),
          queue("adds_total", COUNTER, "Requests, without those merged into a waiting one."),
          queue("queue_duration_seconds", HISTOGRAM, "How long keys were ready before taken."),
          queue("work_duration_seconds", HISTOGRAM, "How long the work on a key took."),
          queue("unfinished_work_seconds", GAUGE, "Time spent so far on the keys in work."),
          queue(
              "longest_running_processor_seconds",
              GAUGE,
              "Time spent so far on the key that is in work longest."),
          queue("retries_total", COUNTER, "Requests made because work had failed."),
          new Metric(
              "aws_api_calls_total",
              COUNTER,
              List.of("service", "operation", "status_code", "error_code"),
              "Attempts of AWS calls; status_code 0 where there was no answer."),
          aws("call_duration_seconds", HISTOGRAM, "How long an attempt of an AWS call took."),
          aws(
              "call_throttled_errors_total",
              COUNTER,
              "Attempts of AWS calls that were throttled."));

  private MetricCatalog() {}

  /** In the order of the documentation. */
  public static List<Metric> all() {
    return ALL;
  }

  private static Metric own(String name, Metric.Type type, String meaning, String... labels) {
    return new Metric("ecs_task_tracker_" + name, type, List.of(labels), meaning);
  }

  private static Metric queue(String name, Metric.Type type, String meaning) {
    return new Metric("workqueue_" + name, type, List.of("name"), meaning);
  }

  private static Metric aws(String name, Metric.Type type, String meaning) {
    return new Metric("aws_api_" + name, type, List.of("service", "operation"), meaning);
  }
}
