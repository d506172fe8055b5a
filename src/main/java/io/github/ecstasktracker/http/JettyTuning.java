package io.github.ecstasktracker.http;

import io.javalin.config.JettyConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** Jetty's limits, threads and shutdown behaviour where its defaults do not fit. */
final class JettyTuning {
  /** Threads for accepting and selecting only; handlers run on virtual threads. */
  private static final int PLATFORM_THREADS = 16;

  /** Idle timeout of a connection once there are too many. */
  private static final Duration IDLE_WHEN_FULL = Duration.ofSeconds(1);

  /** Time for threads to notice their interrupt after requests were aborted; part of every stop. */
  private static final Duration THREADS_END = Duration.ofMillis(500);

  private JettyTuning() {}

  static void apply(JettyConfig jetty, HttpSettings settings) {
    HttpLimits limits = settings.limits();
    jetty.threadPool = threads(limits);
    jetty.modifyServer(
        server -> {
          // Without it, Jetty aborts open responses as soon as it stops.
          server.insertHandler(new GracefulHandler());
          server.setErrorHandler(JettyTuning::oneLine);
          server.addBean(connectionLimit(server, limits));
        });
    jetty.modifyServletContextHandler(context -> context.setErrorHandler(JettyTuning::oneLine));
    jetty.modifyHttpConfiguration(
        http -> {
          http.setRequestHeaderSize(limits.headerBytes());
          http.setSendServerVersion(false);
          http.setSendXPoweredBy(false);
          if (settings.tls().isPresent()) {
            // There is one certificate, whatever host name the client uses; probes use the address.
            http.addCustomizer(new SecureRequestCustomizer(false));
          }
        });
    jetty.addConnector((server, http) -> connector(server, http, settings));
  }

  private static QueuedThreadPool threads(HttpLimits limits) {
    VirtualThreadPool handlers = new VirtualThreadPool(limits.requests());
    handlers.setName("http-handler");
    QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS, 2);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(handlers);
    threads.setStopTimeout(THREADS_END.toMillis());
    return threads;
  }

  private static Connector connector(Server server, HttpConfiguration http, HttpSettings settings) {
    ConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector =
        new ServerConnector(
            server,
            1,
            1,
            settings
                .tls()
                .map(tls -> new ConnectionFactory[] {tls(tls), plain})
                .orElseGet(() -> new ConnectionFactory[] {plain}));
    connector.setPort(settings.port());
    settings.host().ifPresent(connector::setHost);
    connector.setIdleTimeout(settings.limits().idle().toMillis());
    return connector;
  }

  private static ConnectionFactory tls(SSLContext context) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(context);
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString());
  }

  private static NetworkConnectionLimit connectionLimit(Server server, HttpLimits limits) {
    NetworkConnectionLimit limit = new NetworkConnectionLimit(limits.connections(), server);
    limit.setEndPointIdleTimeout(IDLE_WHEN_FULL.toMillis());
    return limit;
  }

  /** Requests that Jetty rejects by itself: malformed ones, or headers too large. */
  private static boolean oneLine(Request request, Response response, Callback callback) {
    String line = HttpStatus.getMessage(response.getStatus()).toLowerCase(Locale.ROOT);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answers.TEXT);
    response.write(true, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), callback);
    return true;
  }
}
