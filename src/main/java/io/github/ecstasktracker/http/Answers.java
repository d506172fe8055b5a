package io.github.ecstasktracker.http;

import io.github.ecstasktracker.http.report.Json;
import io.javalin.http.Context;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** Helpers for writing responses. */
final class Answers {
  static final String TEXT = "text/plain;charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";

  /**
   * Sets the content type literally: Jetty would remove the blank, which old clients may compare.
   */
  private static final HttpField HTML_FIELD =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, HTML);

  private static final String JSON = "application/json";
  private static final String GZIP = "gzip";

  private Answers() {}

  /** Exactly these bytes as text. */
  static void text(Context ctx, int status, String body) {
    ctx.status(status).contentType(TEXT).result(body);
  }

  /** Text with the content type and bytes that Flask used. */
  static void flask(Context ctx, int status, String body) {
    ctx.status(status).contentType(HTML).result(body);
    // Set on the inner response: the servlet's own method would parse and rewrite it.
    ServletContextResponse.getServletContextResponse(ctx.res())
        .getWrapped()
        .getHeaders()
        .put(HTML_FIELD);
  }

  /** A single line: control characters become blanks. */
  static void line(Context ctx, int status, String text) {
    text(ctx, status, text.replaceAll("\\p{Cntrl}+", " ").strip());
  }

  static void json(Context ctx, int status, Record report) {
    ctx.status(status).contentType(JSON).result(Json.of(report));
  }

  /** Exactly these bytes as JSON. */
  static void json(Context ctx, int status, Rendered.Body body) {
    bytes(ctx.status(status).contentType(JSON), body);
  }

  /** Exactly these bytes as text. */
  static void text(Context ctx, int status, Rendered.Body body) {
    bytes(ctx.status(status).contentType(TEXT), body);
  }

  private static void bytes(Context ctx, Rendered.Body body) {
    // An already compressed body must not be compressed again for each reader.
    ctx.disableCompression().header("Vary", "Accept-Encoding");
    Optional<byte[]> gzip = takesGzip(ctx) ? body.gzip() : Optional.empty();
    if (gzip.isPresent()) {
      ctx.header("Content-Encoding", GZIP);
    }
    ctx.result(gzip.orElseGet(body::plain));
  }

  /** Whether the encoding is named with a weight above zero. */
  private static boolean takesGzip(Context ctx) {
    String accept = ctx.header("Accept-Encoding");
    return accept != null && quality(accept, GZIP) > 0;
  }

  /**
   * Whether the client names JSON and does not like text better. Only a name counts: curl and
   * browsers accept anything, and people read their answers.
   */
  static boolean wantsJson(Context ctx) {
    String accept = ctx.header("Accept");
    double json = accept == null ? 0 : quality(accept, JSON);
    return json > 0 && json >= quality(accept == null ? "" : accept, "text/plain");
  }

  private static double quality(String accept, String type) {
    double best = 0;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.split(";", -1);
      if (parts[0].strip().equalsIgnoreCase(type)) {
        best = Math.max(best, weight(parts));
      }
    }
    return best;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.matches("[qQ]=[01](\\.\\d{0,3})?")) {
        return Double.parseDouble(parameter.substring(2));
      }
    }
    return 1;
  }
}
