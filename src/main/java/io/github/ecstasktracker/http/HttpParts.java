package io.github.ecstasktracker.http;

import io.github.ecstasktracker.agent.report.AgentReports;
import io.github.ecstasktracker.agent.report.HostBeats;
import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.controller.SyncRequests;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.HostBook;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.trigger.EventHandler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;

/**
 * What the routes are served from.
 *
 * @param bearers what a token opens, compared in constant time or by its signature; empty where
 *     none is configured
 */
public record HttpParts(
    ControllerStatus status,
    SyncRequests syncs,
    EventHandler events,
    Directory directory,
    HostBook hosts,
    AgentReports reports,
    HostBeats beats,
    Recall recall,
    PrometheusMeterRegistry metrics,
    Optional<TokenCheck> bearers,
    MonotonicClock clock) {}
