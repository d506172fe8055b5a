package io.github.ecstasktracker.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server.
 *
 * <ul>
 *   <li>Every limit of {@link HttpLimits} applies to every client, authenticated or not.
 *   <li>The client sees a failure as one line, without version, class name or stack trace.
 *   <li>It stops within its deadline, even with open requests. Stop it last: its probes show the
 *       shutdown of everything else.
 * </ul>
 */
public final class HttpServer {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final Javalin javalin;

  public HttpServer(HttpSettings settings, HttpParts parts) {
    this.javalin =
        Javalin.create(
            config -> {
              framework(config);
              JettyTuning.apply(config.jetty, settings);
              new Failures().addTo(config);
              routes(new Router(config.routes), settings, parts);
            });
  }

  /** Binds and serves. Throws if the port is not available. */
  public void start() {
    javalin.start();
    LOG.atInfo().addKeyValue("port", port()).log("http listens");
  }

  /** The actual port, for example if any free port was requested. */
  public int port() {
    return javalin.port();
  }

  /**
   * Stops accepting requests, lets running ones finish until the deadline, then aborts them.
   *
   * @return whether all requests finished in time
   */
  public boolean stop(Duration deadline) {
    Server jetty = javalin.jettyServer().server();
    jetty.setStopTimeout(deadline.toMillis());
    try {
      // Javalin's own stop would log aborted requests as errors with stack traces.
      jetty.stop();
      return true;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOG.atWarn().addKeyValue("reason", e.toString()).log("http requests cut");
      return false;
    }
  }

  private static void framework(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.compressionStrategy = CompressionStrategy.GZIP;
    config.routes.before(
        ctx -> {
          ctx.header("Cache-Control", "no-store");
          ctx.header("X-Content-Type-Options", "nosniff");
        });
  }

  private static void routes(Router router, HttpSettings settings, HttpParts parts) {
    Access access = new Access(parts.bearers(), settings.admissions());
    LeaderOnly leaderOnly = new LeaderOnly(parts.status());
    HttpLimits limits = settings.limits();
    new IndexRoute().addTo(router);
    new HealthRoutes(parts.status()).addTo(router);
    leaderOnly.addTo(router);
    new MetricsRoute(parts.metrics()).addTo(router);
    new DiffRoutes(parts.status(), access).addTo(router);
    new ChangesRoute(parts.status(), access).addTo(router);
    new SyncRoutes(parts.status(), parts.syncs(), access, leaderOnly, limits, settings.compat())
        .addTo(router);
    new QueryRoutes(parts.status(), parts.directory(), parts.recall(), settings.links(), access)
        .addTo(router);
    new HostRoutes(parts.hosts(), access, limits).addTo(router);
    new ReportRoutes(parts.reports(), access, leaderOnly, limits, parts.clock()).addTo(router);
    new HostServiceRoutes(parts.beats(), access, leaderOnly, limits, parts.clock()).addTo(router);
    new EventRoute(parts.events(), leaderOnly, limits, parts.clock()).addTo(router);
  }
}
