package io.github.ecstasktracker.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.model.Trigger.Source;
import io.github.ecstasktracker.trigger.TriggerMetrics.Outcome;
import java.util.Map;

/**
 * Takes events that an EventBridge API destination posts as they are, authenticated by a bearer
 * token that the destination's Connection adds.
 */
public final class ApiDestination {
  static final String AUTHORIZATION = "authorization";
  private static final String SCHEME = "Bearer ";

  private final TokenFile token;
  private final Intake intake;
  private final TriggerMetrics metrics;

  public ApiDestination(TokenFile token, Intake intake, TriggerMetrics metrics) {
    this.token = token;
    this.intake = intake;
    this.metrics = metrics;
  }

  /**
   * Handles one delivery. The body is not read before the token is proven.
   *
   * @param headers with names that are compared without regard to case
   */
  Delivery handle(Map<String, String> headers, byte[] body) {
    String authorization = headers.getOrDefault(AUTHORIZATION, "");
    boolean bearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    if (!bearer || !token.matches(authorization.substring(SCHEME.length()).strip())) {
      metrics.count(Source.API_DESTINATION, Outcome.REFUSED);
      return new Delivery.Forbidden("the bearer token is not ours");
    }
    return switch (BoundedJson.read(body)) {
      case BoundedJson.Document.Refused(String reason) -> {
        metrics.count(Source.API_DESTINATION, Outcome.REFUSED);
        yield new Delivery.BadRequest("body: " + reason);
      }
      case BoundedJson.Document.Read(String text, JsonNode event) ->
          Delivery.of(
              intake.offer(
                  EventParser.parse(event, Source.API_DESTINATION),
                  Source.API_DESTINATION,
                  () -> {}));
    };
  }
}
