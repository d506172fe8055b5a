package io.github.ecstasktracker.simulation.bus;

import java.net.URI;
import java.util.Map;

/** An EventBridge API destination with a bearer token: the event as it is, posted. */
public final class ApiDestination implements EventTarget {
  private final Deliveries deliveries;
  private final URI endpoint;
  private final String token;

  public ApiDestination(Deliveries deliveries, URI endpoint, String token) {
    this.deliveries = deliveries;
    this.endpoint = endpoint;
    this.token = token;
  }

  @Override
  public void deliver(String event) {
    Map<String, String> headers =
        Map.of(
            "Content-Type", "application/json; charset=utf-8",
            "User-Agent", "Amazon/EventBridge/ApiDestinations",
            "Authorization", "Bearer " + token);
    deliveries.send(new Post(endpoint, headers, event), Deliveries.Rules.API_DESTINATION);
  }
}
