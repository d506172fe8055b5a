package io.github.ecstasktracker.http;

import java.time.Duration;

/**
 * What one client, or all of them, may take.
 *
 * @param connections open at once; beyond it new ones wait, and idle ones are closed soon
 * @param requests in work at once; others wait
 * @param headerBytes of one request's line and headers
 * @param bodyBytes of {@code POST /event}; reports have a limit of their own, and no other route
 *     reads a body
 * @param bodyTime for the whole body to arrive, however slowly it drips
 * @param idle how long a connection may be silent
 * @param events posted events in work at once; others are told to try again
 * @param syncs syncs waited for at once; others are told to try again
 * @param syncTime how long an answer waits for a sync, which goes on beyond it
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
   * The body: SNS and EventBridge send at most 256 KiB
   * (docs.aws.amazon.com/general/latest/gr/sns.html); the envelope's escapes come on top.
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
