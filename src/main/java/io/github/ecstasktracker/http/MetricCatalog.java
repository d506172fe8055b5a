package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.http.Metric.Type.COUNTER;
import static io.github.ecstasktracker.http.Metric.Type.GAUGE;
import static io.github.ecstasktracker.http.Metric.Type.HISTOGRAM;
import static io.github.ecstasktracker.http.Metric.Type.SUMMARY;

import java.util.List;

/**
 * Every metric of this project, for the documentation and for the test that a scrape contains
 * exactly these. No label contains a task or service name, so the number of series is fixed.
 */
public final class MetricCatalog {
  private static final List<Metric> ALL =
      List.of(
          own("build_info", GAUGE, "Always 1.", "version", "java"),
          own("services", GAUGE, "Services by state.", "state"),
          own(
              "backends",
              GAUGE,
              "Backends by state, including those without an item in the table.",
              "state"),
          own(
              "servers",
              GAUGE,
              "Servers that should be in the table (desired) and that are in it (actual).",
              "state"),
          own("holds", GAUGE, "Removals currently held back, by guard.", "guard"),
          own(
              "last_success_timestamp_seconds",
              GAUGE,
              "Time of the last successful reconciliation of a backend; 0 before the first."),
          own(
              "last_sweep_timestamp_seconds",
              GAUGE,
              "Start time of the last complete resync; 0 before the first."),
          own("reconcile_total", COUNTER, "Reconciliations of backends by result.", "result"),
          own("reconcile_duration_seconds", HISTOGRAM, "Duration of a backend's reconciliation."),
          own("full_pass_duration_seconds", HISTOGRAM, "Duration of a resync."),
          own(
              "trigger_to_write_seconds",
              HISTOGRAM,
              "Time from the arrival of a trigger to its write."),
          own("changes_total", COUNTER, "Servers added, changed and removed.", "op"),
          own("guard_trips_total", COUNTER, "Removals held back, by guard.", "guard"),
          own(
              "observations_void_total",
              COUNTER,
              "Reads of ECS that were unusable, by reason.",
              "reason"),
          own(
              "versions_lapsed_total",
              COUNTER,
              "Task versions announced by a trigger that ECS did not show in time."),
          own(
              "refused_tasks_total",
              COUNTER,
              "Tasks named by a trigger that ECS refuses to describe."),
          own(
              "triggers_total",
              COUNTER,
              "Messages received, by source and outcome.",
              "source",
              "outcome"),
          own(
              "definitions_total",
              COUNTER,
              "Task definitions by where they were found and by the result of storing them.",
              "outcome"),
          own(
              "history_writes_total",
              COUNTER,
              "Stopped tasks by the result of writing them to the history table.",
              "outcome"),
          own(
              "history_reads_total",
              COUNTER,
              "Lookups of tasks in the history table by result.",
              "outcome"),
          own(
              "jwt_checks_total",
              COUNTER,
              "Checks of tokens of --jwt-issuer by result.",
              "outcome"),
          own(
              "jwt_key_reads_total",
              COUNTER,
              "Reads of the keys of --jwt-issuer by result.",
              "outcome"),
          own(
              "sqs_errors_total",
              COUNTER,
              "Failed calls to SQS, or single messages that failed in a call.",
              "operation"),
          own("rule_checks_total", COUNTER, "Checks of the EventBridge rule by result.", "outcome"),
          own(
              "events_published_total",
              COUNTER,
              "Events about writes (--publish-events) by result.",
              "outcome"),
          own(
              "cloudwatch_calls_total",
              COUNTER,
              "Calls that send metrics (--cloudwatch-namespace) by result.",
              "outcome"),
          own("api_tokens", GAUGE, "Calls that the request budget allows now.", "api"),
          own("api_wait_seconds", SUMMARY, "Time that calls waited for the request budget.", "api"),
          own("api_circuit_open", GAUGE, "1 while the circuit breaker blocks calls.", "api"),
          own(
              "contested_backends",
              GAUGE,
              "Backends whose writes are reverted by another writer, for example a second"
                  + " controller or a script."),
          own("lease_epoch", GAUGE, "Epoch of the lease held by this process."),
          own(
              "fenced_writes_rejected_total",
              COUNTER,
              "Writes rejected because a newer leader had taken over."),
          new Metric(
              "leader_election_master_status",
              GAUGE,
              List.of("name"),
              "1 on the leader, 0 on a standby."),
          queue("depth", GAUGE, "Keys ready for processing, including keys to be processed again."),
          queue("adds_total", COUNTER, "Keys added, not counting those merged with a waiting one."),
          queue("queue_duration_seconds", HISTOGRAM, "Time that keys waited before processing."),
          queue("work_duration_seconds", HISTOGRAM, "Duration of processing a key."),
          queue(
              "unfinished_work_seconds", GAUGE, "Total time spent so far on keys being processed."),
          queue(
              "longest_running_processor_seconds",
              GAUGE,
              "Time spent so far on the key that has been processed longest."),
          queue("retries_total", COUNTER, "Keys added again because processing failed."),
          new Metric(
              "aws_api_calls_total",
              COUNTER,
              List.of("service", "operation", "status_code", "error_code"),
              "Attempts of AWS calls; status_code 0 if there was no response."),
          aws("call_duration_seconds", HISTOGRAM, "Duration of attempts of AWS calls."),
          aws(
              "call_throttled_errors_total",
              COUNTER,
              "Attempts of AWS calls that were throttled."));

  private MetricCatalog() {}

  /** All metrics, in the order of the documentation. */
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
