package io.github.ecstasktracker.command;

import io.github.ecstasktracker.agent.report.AgentReports;
import io.github.ecstasktracker.agent.report.HostBeats;
import io.github.ecstasktracker.command.GracefulStop.Step;
import io.github.ecstasktracker.command.config.Config;
import io.github.ecstasktracker.command.config.ListenAddress;
import io.github.ecstasktracker.command.metrics.Meters;
import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.http.BuildMetrics;
import io.github.ecstasktracker.http.HttpLimits;
import io.github.ecstasktracker.http.HttpParts;
import io.github.ecstasktracker.http.HttpServer;
import io.github.ecstasktracker.http.HttpSettings;
import io.github.ecstasktracker.http.Recall;
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
 * The controller, until the process is told to end.
 *
 * <p>Then, in this order: no message is received any more; no term and no work is begun, and {@code
 * /readyz} fails; work in flight ends, within {@code --shutdown-timeout}; the lease is given back,
 * so that the next leader begins at once; the last writes are told; what was served is deleted from
 * the queue and the rest given back; the last metrics are sent; HTTP closes last, so that all of
 * this can be watched.
 */
final class RunCommand implements Command {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(20).toNanos();

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
    try (Core core = core(config, console, spacing, registry);
        Bearers bearers = new Bearers(config.http(), clock, registry)) {
      ViewMetrics.register(registry, core.controller()::view);
      Sources sources =
          new Sources(
              config.triggers(),
              new EventParser(
                  new Ours(core::home, config.scope().region()),
                  config.rules().onHostDrain() != OnHostDrain.IGNORE),
              Sources.snsEndpoint(console.env()),
              core.controller(),
              core.clients(),
              core.jobs(),
              clock,
              registry);
      Outreach outreach = new Outreach(config, core.clients(), core.jobs(), registry);
      outreach.listener().ifPresent(core.controller()::onChange);
      Remembrance remembrance = new Remembrance(config, core, clock, registry);
      HttpServer http =
          http(
              config.http(),
              Set.copyOf(config.scope().clusters()),
              core,
              sources,
              remembrance.recall(),
              bearers.check(),
              meters.prometheus(),
              clock);
      GracefulStop stop =
          new GracefulStop(
              steps(core, sources, outreach, remembrance, meters, http, clock),
              config.pace().shutdownTimeout(),
              clock);
      // Before anything is called: whenever the process is told to end, it ends in good order.
      Runnable forget = termination.onTermination(stop::run, ExitCode.OK);
      try {
        requirements(config, core);
        if (!stop.begun()) {
          start(config, core, sources, outreach, remembrance, http);
        }
        if (!stop.begun()) {
          config
              .cloudWatchNamespace()
              .ifPresent(
                  namespace ->
                      meters.begin(core.clients().cloudWatch(), namespace, config.scope().table()));
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

  private static Core core(Config config, Console console, Duration spacing, MeterRegistry registry)
      throws InterruptedException {
    return config.rules().dryRun()
        ? Core.readOnly(config, spacing, registry)
        : Core.writing(
            config, ReplicaName.of(config.replicas().name(), console.env()), spacing, registry);
  }

  private static void requirements(Config config, Core core) throws InterruptedException {
    core.requireTable();
    if (core.election().isPresent()) {
      core.election().get().requireTable();
    } else if (!config.rules().dryRun()) {
      core.requireNoLease();
    }
  }

  private static HttpServer http(
      Config.Http config,
      Set<String> clusters,
      Core core,
      Sources sources,
      Recall recall,
      Optional<TokenCheck> bearers,
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
            new RunStatus(core.controller(), sources, core.election()),
            core.controller(),
            sources.posted(),
            core.directory(),
            core.hosts(),
            new AgentReports(
                core.directory(), Directory.Limits.DEFAULT, sources.receiver(), clusters, clock),
            new HostBeats(core.heartbeats(), () -> UUID.randomUUID().toString()),
            recall,
            registry,
            bearers,
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
      Core core,
      Sources sources,
      Outreach outreach,
      Remembrance remembrance,
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
          .log("no source of events is configured: changes are seen at the next resync");
    }
    Controller controller = core.controller();
    Optional<Election> election = core.election();
    if (election.isPresent()) {
      election
          .get()
          .start(
              List.of(
                  core.pace(),
                  Core.listener(controller::lead, controller::standBy),
                  Core.listener(sources::begin, _ -> sources.end()),
                  Core.listener(outreach::begin, _ -> outreach.end()),
                  Core.listener(remembrance::begin, _ -> remembrance.end())));
      // A pass that began before the term cannot be written from, and a large cluster's takes long.
      election.get().awaitFirstTurn();
      controller.start();
    } else {
      controller.start();
      sources.begin();
      outreach.begin();
      remembrance.begin();
    }
  }

  private static List<Step> steps(
      Core core,
      Sources sources,
      Outreach outreach,
      Remembrance remembrance,
      Meters meters,
      HttpServer http,
      MonotonicClock clock) {
    Controller controller = core.controller();
    List<Step> steps = new ArrayList<>();
    steps.add(Step.of("sources", sources::stopReceiving));
    steps.add(Step.of("rule", outreach::end));
    core.election().ifPresent(election -> steps.add(Step.of("election", election.elector()::stop)));
    steps.add(Step.of("controller", controller::stop));
    steps.add(new Step("work in flight", time -> awaitIdle(controller, time, clock)));
    core.election()
        .ifPresent(
            election -> steps.add(new Step("lease", time -> release(election, controller, time))));
    steps.add(new Step("events", outreach::close));
    steps.add(new Step("history", remembrance::close));
    steps.add(new Step("messages", sources::close));
    steps.add(new Step("metrics", time -> meters.close(time, core.jobs())));
    steps.add(new Step("http", http::stop));
    return steps;
  }

  /** What is still being written is not to meet the next leader, though the fence would hold it. */
  private static void release(Election election, Controller controller, Duration time) {
    if (controller.idle()) {
      election.release(time);
    } else {
      LOG.warn("the lease is left to expire: work is still in flight");
    }
  }

  private static void awaitIdle(Controller controller, Duration time, MonotonicClock clock) {
    long begun = clock.nanos();
    try {
      while (!controller.idle()) {
        if (clock.nanos() - begun >= time.toNanos()) {
          LOG.warn("work in flight is cut: it did not end in time");
          return;
        }
        Pause.SLEEP.pause(LOOK_AGAIN_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
