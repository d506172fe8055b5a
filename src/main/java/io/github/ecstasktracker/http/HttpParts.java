package io.github.ecstasktracker.http;

import io.github.ecstasktracker.agent.report.AgentReports;
import io.github.ecstasktracker.agent.report.HostBeats;
import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.controller.SyncRequests;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.HostRegistry;
import io.github.ecstasktracker.history.Recall;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.trigger.EventHandler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;

/**
 * The dependencies of the routes.
 *
 * @param bearers token check, by constant-time comparison or signature; empty if none is configured
 */
public record HttpParts(
    ControllerStatus status,
    SyncRequests syncs,
    EventHandler events,
    Directory directory,
    HostRegistry hosts,
    AgentReports reports,
    HostBeats beats,
    Recall recall,
    PrometheusMeterRegistry metrics,
    Optional<TokenCheck> bearers,
    MonotonicClock clock) {}
