package io.github.ecstasktracker.http;

import java.time.Duration;

/**
 * Limits per client and for all clients together.
 *
 * @param connections open connections; beyond it new ones wait, and idle ones are closed soon
 * @param requests concurrent requests; others wait
 * @param headerBytes size of a request's line and headers
 * @param bodyBytes body size of {@code POST /event}; reports have their own limit, and no other
 *     route reads a body
 * @param bodyTime time for the whole body to arrive, however slowly
 * @param idle how long a connection may be silent
 * @param events concurrent posted events; others get 503 and retry
 * @param syncs requests waiting for a sync; others get 503 and retry
 * @param syncTime how long a request waits for a sync, which continues after it
 */
public record HttpLimits(
    int connections,
    int requests,
    int headerBytes,
    int bodyBytes,
    Duration bodyTime,
    Duration idle,
    int events,
    int syncs,
    Duration syncTime) {
  /**
   * Body size: SNS and EventBridge send at most 256 KiB
   * (docs.aws.amazon.com/general/latest/gr/sns.html), plus the envelope's escapes.
   */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          512,
          256,
          16 * 1024,
          (256 + 64) * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          64,
          16,
          Duration.ofSeconds(60));
}
