package io.github.ecstasktracker.trigger;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hands what is posted to {@code /event} to the source whose header it bears. Independent of the
 * HTTP server; never throws for its input.
 */
public final class EventEndpoint implements EventHandler {
  /** No more of a body needs to be read than this. */
  public static final int MAX_BODY_BYTES = BoundedJson.MAX_BYTES;

  private final List<PostedSource> sources;

  /**
   * @param sources the first one whose header is there gets the message
   */
  public EventEndpoint(List<PostedSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Handles one request. May block for SNS, so not on a thread that accepts connections. */
  @Override
  public Delivery handle(Map<String, String> requestHeaders, byte[] body) {
    if (body.length > MAX_BODY_BYTES) {
      return new Delivery.TooLarge(MAX_BODY_BYTES);
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(requestHeaders);
    for (PostedSource source : sources) {
      if (headers.containsKey(source.header())) {
        return source.handle(headers, body);
      }
    }
    return new Delivery.BadRequest("neither an SNS message nor an event with a bearer token");
  }
}
