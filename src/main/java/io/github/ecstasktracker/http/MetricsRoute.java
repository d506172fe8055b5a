package io.github.ecstasktracker.http;

import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;

/**
 * {@code /metrics} in the text format, or as OpenMetrics if the scraper names it; negotiated like
 * in the Prometheus client library, ignoring weights.
 */
final class MetricsRoute {
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_1 = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
  private static final String TEXT_004 = "text/plain; version=0.0.4; charset=utf-8";

  private static final int FIRST_BYTES = 1 << 16;

  private final PrometheusMeterRegistry registry;

  MetricsRoute(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  void addTo(Router router) {
    router.get("/metrics", this::scrape);
  }

  private void scrape(Context ctx) throws IOException {
    String accept = ctx.header("Accept");
    boolean open = accept != null && accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS);
    String format = open ? OPEN_METRICS_1 : TEXT_004;
    // As bytes, which avoids decoding and encoding them again.
    ByteArrayOutputStream text = new ByteArrayOutputStream(FIRST_BYTES);
    registry.scrape(text, format);
    ctx.contentType(format).result(text.toByteArray());
  }
}
