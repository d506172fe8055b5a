package io.github.ecstasktracker.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.model.Trigger.Source;
import java.time.Duration;
import java.util.Map;

/**
 * Takes events that an EventBridge API destination posts as they are, authenticated by a bearer
 * token that the destination's Connection adds.
 */
public final class ApiDestination implements PostedSource {
  static final String AUTHORIZATION = "authorization";
  private static final String SCHEME = "Bearer ";

  private final TokenFile token;
  private final TriggerReceiver receiver;

  public ApiDestination(TokenFile token, TriggerReceiver receiver) {
    this.token = token;
    this.receiver = receiver;
  }

  /** In the place of one that is not configured. */
  public static PostedSource closed() {
    return PostedSource.closed(AUTHORIZATION, "no token for events is configured");
  }

  @Override
  public String header() {
    return AUTHORIZATION;
  }

  @Override
  public void close(Duration deadline) {}

  /**
   * Handles one delivery. The body is not read before the token is proven.
   *
   * @param headers with names that are compared without regard to case
   */
  @Override
  public Delivery handle(Map<String, String> headers, byte[] body) {
    String authorization = headers.getOrDefault(AUTHORIZATION, "");
    boolean bearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    if (!bearer || !token.matches(authorization.substring(SCHEME.length()).strip())) {
      receiver.refused(Source.API_DESTINATION);
      return new Delivery.Forbidden("the bearer token is not ours");
    }
    return switch (BoundedJson.read(body)) {
      case BoundedJson.Document.Refused(String reason) -> {
        receiver.refused(Source.API_DESTINATION);
        yield new Delivery.BadRequest("body: " + reason);
      }
      case BoundedJson.Document.Read(String text, JsonNode event) ->
          receiver.receive(event, Source.API_DESTINATION, () -> {});
    };
  }
}
