package io.github.ecstasktracker.command;

import io.github.ecstasktracker.agent.report.AgentReports;
import io.github.ecstasktracker.agent.report.HostBeats;
import io.github.ecstasktracker.app.Application;
import io.github.ecstasktracker.app.CommandFailure;
import io.github.ecstasktracker.app.Election;
import io.github.ecstasktracker.app.EventBridgeIntegration;
import io.github.ecstasktracker.app.GracefulStop;
import io.github.ecstasktracker.app.GracefulStop.Step;
import io.github.ecstasktracker.app.HistoryWiring;
import io.github.ecstasktracker.app.ReplicaName;
import io.github.ecstasktracker.app.RunStatus;
import io.github.ecstasktracker.app.Sources;
import io.github.ecstasktracker.app.Termination;
import io.github.ecstasktracker.app.TokenAuthentication;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.app.config.ListenAddress;
import io.github.ecstasktracker.app.metrics.Meters;
import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.history.Recall;
import io.github.ecstasktracker.http.BuildMetrics;
import io.github.ecstasktracker.http.HttpLimits;
import io.github.ecstasktracker.http.HttpParts;
import io.github.ecstasktracker.http.HttpServer;
import io.github.ecstasktracker.http.HttpSettings;
import io.github.ecstasktracker.http.TokenCheck;
import io.github.ecstasktracker.http.ViewMetrics;
import io.github.ecstasktracker.http.tls.ReloadingIdentity;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.trigger.EventParser;
import io.github.ecstasktracker.trigger.Ours;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the controller until the process is asked to end.
 *
 * <p>Then it stops in this order: it receives no more messages; it begins no term and no work, and
 * {@code /readyz} fails; work in flight finishes within {@code --shutdown-timeout}; the lease is
 * released, so that the next leader can begin at once; the last writes are published; acknowledged
 * messages are deleted from the queue and the others returned; task definitions are saved; the last
 * metrics are sent; HTTP closes last, so that the shutdown can be observed.
 */
final class RunCommand implements Command {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final long IDLE_POLL_NANOS = Duration.ofMillis(20).toNanos();

  private final Termination termination;

  RunCommand(Termination termination) {
    this.termination = termination;
  }

  @Override
  public int execute(Config config, Console console) throws InterruptedException {
    Meters meters =
        config.cloudWatchNamespace().isPresent() ? Meters.scrapedAndSent() : Meters.scraped();
    MeterRegistry registry = meters.all();
    BuildMetrics.register(registry, Version.ofThisBuild().number(), Runtime.version().toString());
    Duration spacing = config.pace().resyncInterval();
    MonotonicClock clock = MonotonicClock.SYSTEM;
    try (Application application = application(config, console, spacing, registry);
        TokenAuthentication authentication =
            new TokenAuthentication(config.http(), clock, registry)) {
      ViewMetrics.register(registry, application.controller()::view);
      Sources sources =
          new Sources(
              config.triggers(),
              new EventParser(
                  new Ours(application::home, config.scope().region()),
                  config.rules().onHostDrain() != OnHostDrain.IGNORE),
              Sources.snsEndpoint(console.env()),
              application.controller(),
              application.clients(),
              application.jobs(),
              clock,
              registry);
      EventBridgeIntegration eventBridge =
          new EventBridgeIntegration(config, application.clients(), application.jobs(), registry);
      eventBridge.listener().ifPresent(application.controller()::onChange);
      HistoryWiring history = new HistoryWiring(config, application, clock, registry);
      HttpServer http =
          http(
              config.http(),
              Set.copyOf(config.scope().clusters()),
              application,
              sources,
              history.recall(),
              authentication.check(),
              meters.prometheus(),
              clock);
      GracefulStop stop =
          new GracefulStop(
              steps(application, sources, eventBridge, history, meters, http, clock),
              config.pace().shutdownTimeout(),
              clock);
      // Registered before the first call, so that a signal at any time leads to a graceful stop.
      Runnable forget = termination.onTermination(stop::run, ExitCode.OK);
      try {
        requirements(config, application);
        if (!stop.begun()) {
          // First: a stop right after the start sends what was counted.
          config
              .cloudWatchNamespace()
              .ifPresent(
                  namespace ->
                      meters.begin(
                          application.clients().cloudWatch(), namespace, config.scope().table()));
          start(config, application, sources, eventBridge, history, http);
        }
      } catch (RuntimeException | Error | InterruptedException e) {
        stop.run();
        forget.run();
        throw e;
      }
      stop.await();
      return ExitCode.OK;
    }
  }

  private static Application application(
      Config config, Console console, Duration spacing, MeterRegistry registry)
      throws InterruptedException {
    return config.rules().dryRun()
        ? Application.readOnly(config, spacing, registry)
        : Application.writing(
            config, ReplicaName.of(config.replicas().name(), console.env()), spacing, registry);
  }

  private static void requirements(Config config, Application application)
      throws InterruptedException {
    application.requireTable();
    if (application.election().isPresent()) {
      application.election().get().requireTable();
    } else if (!config.rules().dryRun()) {
      application.requireNoLease();
    }
  }

  private static HttpServer http(
      Config.Http config,
      Set<String> clusters,
      Application application,
      Sources sources,
      Recall recall,
      Optional<TokenCheck> authentication,
      PrometheusMeterRegistry registry,
      MonotonicClock clock) {
    ListenAddress listen = config.listen();
    return new HttpServer(
        new HttpSettings(
            listen.host(),
            listen.port(),
            config.compat(),
            tls(config, clock),
            config.links(),
            config.admissions(),
            HttpLimits.DEFAULT),
        new HttpParts(
            new RunStatus(application.controller(), sources, application.election()),
            application.controller(),
            sources.posted(),
            application.directory(),
            application.hosts(),
            new AgentReports(
                application.directory(),
                Directory.Limits.DEFAULT,
                sources.receiver(),
                clusters,
                clock),
            new HostBeats(application.heartbeats(), () -> UUID.randomUUID().toString()),
            recall,
            registry,
            authentication,
            clock));
  }

  private static Optional<SSLContext> tls(Config.Http config, MonotonicClock clock) {
    return config
        .tlsCertificates()
        .flatMap(
            certificates ->
                config
                    .tlsKey()
                    .map(
                        key ->
                            switch (ReloadingIdentity.open(certificates, key, clock)) {
                              case Result.Ok<ReloadingIdentity>(ReloadingIdentity identity) ->
                                  identity.context();
                              case Result.Failed<ReloadingIdentity>(String reason, boolean _) ->
                                  throw new CommandFailure("TLS: " + reason);
                            }));
  }

  private static void start(
      Config config,
      Application application,
      Sources sources,
      EventBridgeIntegration eventBridge,
      HistoryWiring history,
      HttpServer http)
      throws InterruptedException {
    try {
      http.start();
    } catch (RuntimeException e) {
      throw new CommandFailure(
          "cannot listen on %s (--port / PORT): %s"
              .formatted(config.http().listen(), e.getMessage()),
          e);
    }
    if (config.rules().dryRun()) {
      LOG.info("dry run: nothing will be written");
    }
    if (!config.triggers().any()) {
      LOG.atInfo()
          .addKeyValue("resync-interval", config.pace().resyncInterval())
          .log("no event source is configured: changes are seen at the next resync");
    }
    Controller controller = application.controller();
    Optional<Election> election = application.election();
    if (election.isPresent()) {
      election
          .get()
          .start(
              List.of(
                  application.pace(),
                  Application.listener(controller::lead, controller::standBy),
                  Application.listener(sources::begin, _ -> sources.end()),
                  Application.listener(eventBridge::begin, _ -> eventBridge.end()),
                  Application.listener(history::begin, _ -> history.end())));
      // A pass that began before the term cannot be the basis of writes, and a large cluster's
      // takes long.
      election.get().awaitFirstTurn();
      controller.start();
    } else {
      controller.start();
      sources.begin();
      eventBridge.begin();
      history.begin();
    }
  }

  private static List<Step> steps(
      Application application,
      Sources sources,
      EventBridgeIntegration eventBridge,
      HistoryWiring history,
      Meters meters,
      HttpServer http,
      MonotonicClock clock) {
    Controller controller = application.controller();
    List<Step> steps = new ArrayList<>();
    steps.add(Step.of("sources", sources::stopReceiving));
    steps.add(Step.of("rule", eventBridge::end));
    application
        .election()
        .ifPresent(election -> steps.add(Step.of("election", election.elector()::stop)));
    steps.add(Step.of("controller", controller::stop));
    steps.add(new Step("work in flight", time -> awaitIdle(controller, time, clock)));
    application
        .election()
        .ifPresent(
            election -> steps.add(new Step("lease", time -> release(election, controller, time))));
    steps.add(new Step("events", eventBridge::close));
    steps.add(new Step("history", history::close));
    steps.add(new Step("messages", sources::close));
    steps.add(new Step("task definitions", application::saveDefinitions));
    steps.add(new Step("metrics", time -> meters.close(time, application.jobs())));
    steps.add(new Step("http", http::stop));
    return steps;
  }

  /**
   * Writes in flight must not overlap with the next leader, although the fence would refuse them.
   */
  private static void release(Election election, Controller controller, Duration time) {
    if (controller.idle()) {
      election.release(time);
    } else {
      LOG.warn("lease not released, it will expire: work is still in flight");
    }
  }

  private static void awaitIdle(Controller controller, Duration time, MonotonicClock clock) {
    long begun = clock.nanos();
    try {
      while (!controller.idle()) {
        if (clock.nanos() - begun >= time.toNanos()) {
          LOG.warn("work in flight was cut off: it did not finish in time");
          return;
        }
        Pause.SLEEP.pause(IDLE_POLL_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
