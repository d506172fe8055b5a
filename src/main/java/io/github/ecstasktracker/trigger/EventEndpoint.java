package io.github.ecstasktracker.trigger;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that may be posted to {@code /event}: SNS's messages, and plain events with a bearer
 * token. Independent of the HTTP server; never throws for its input.
 */
public final class EventEndpoint {
  /** No more of a body needs to be read than this. */
  public static final int MAX_BODY_BYTES = BoundedJson.MAX_BYTES;

  private final Optional<SnsMessages> sns;
  private final Optional<ApiDestination> apiDestination;

  /**
   * Each way in is closed where it is empty.
   *
   * @param sns present where topics are configured
   * @param apiDestination present where a token is configured
   */
  public EventEndpoint(Optional<SnsMessages> sns, Optional<ApiDestination> apiDestination) {
    this.sns = sns;
    this.apiDestination = apiDestination;
  }

  /** Handles one request. May block for SNS, so not on a thread that accepts connections. */
  public Delivery handle(Map<String, String> requestHeaders, byte[] body) {
    if (body.length > MAX_BODY_BYTES) {
      return new Delivery.TooLarge(MAX_BODY_BYTES);
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(requestHeaders);
    if (headers.containsKey(SnsPrecheck.TYPE_HEADER)) {
      return sns.map(messages -> messages.handle(headers, body))
          .orElseGet(() -> new Delivery.Forbidden("no SNS topic is listened to"));
    }
    if (headers.containsKey(ApiDestination.AUTHORIZATION)) {
      return apiDestination
          .map(events -> events.handle(headers, body))
          .orElseGet(() -> new Delivery.Forbidden("no token for events is configured"));
    }
    return new Delivery.BadRequest("neither an SNS message nor an event with a bearer token");
  }
}
