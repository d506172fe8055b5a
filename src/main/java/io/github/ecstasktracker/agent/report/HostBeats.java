package io.github.ecstasktracker.agent.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.directory.Heartbeats;
import io.github.ecstasktracker.trigger.BoundedJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Accepts heartbeats in the old host service's protocol: a handshake gives a host its token, and
 * each heartbeat carries that token.
 *
 * <ul>
 *   <li>A heartbeat with a different token than the host was given is refused. For a host that got
 *       no token from this process, the token of its first heartbeat counts: hosts do the handshake
 *       once, and leaders change.
 *   <li>The token only distinguishes hosts; access control happens before.
 *   <li>Never throws for its input. Bounded. Thread-safe.
 * </ul>
 */
public final class HostBeats {
  /** A handshake or heartbeat has some hundred bytes. */
  public static final int BODY_MAX = 16 * 1024;

  private static final int HOSTS_MAX = 20_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,255}");

  private final Heartbeats heartbeats;
  private final Supplier<String> tokens;
  private final LinkedHashMap<String, byte[]> tokenByHost = new LinkedHashMap<>();

  /**
   * Creates it.
   *
   * @param tokens supplies new, unguessable tokens
   */
  public HostBeats(Heartbeats heartbeats, Supplier<String> tokens) {
    this.heartbeats = heartbeats;
    this.tokens = tokens;
  }

  /** Result of a handshake or heartbeat. */
  public sealed interface BeatAnswer {
    /** The handshake was accepted. */
    record Welcome(String token) implements BeatAnswer {}

    record Taken() implements BeatAnswer {}

    /** The input was invalid; the reason does not quote it. */
    record Refused(String line) implements BeatAnswer {}

    /** The token does not belong to the host. */
    record Stranger() implements BeatAnswer {}
  }

  /** {@code POST /host_service/auth}: a host starts. */
  public synchronized BeatAnswer auth(byte[] body) {
    Optional<String> host = json(body).flatMap(HostBeats::host);
    if (host.isEmpty()) {
      return new BeatAnswer.Refused("no InstanceID");
    }
    String token = tokens.get();
    keep(host.get(), bytes(token));
    heartbeats.began(host.get());
    return new BeatAnswer.Welcome(token);
  }

  /** {@code POST /host_service/heartbeat}: a host is alive or is shutting down. */
  public synchronized BeatAnswer beat(byte[] body) {
    Optional<JsonNode> beat = json(body);
    Optional<String> host = beat.flatMap(HostBeats::host);
    String token = beat.map(it -> it.path("AuthToken").asText()).orElse("");
    if (beat.isEmpty() || host.isEmpty() || !TOKEN.matcher(token).matches()) {
      return new BeatAnswer.Refused("no InstanceID and AuthToken");
    }
    byte[] presented = bytes(token);
    byte[] given = tokenByHost.getOrDefault(host.get(), presented);
    if (!MessageDigest.isEqual(given, presented)) {
      return new BeatAnswer.Stranger();
    }
    keep(host.get(), given);
    heartbeats.beat(host.get(), beat.get().path("IsDyingHeartbeat").asBoolean());
    return new BeatAnswer.Taken();
  }

  private void keep(String host, byte[] token) {
    tokenByHost.putLast(host, token);
    if (tokenByHost.size() > HOSTS_MAX) {
      tokenByHost.pollFirstEntry();
    }
  }

  private static Optional<JsonNode> json(byte[] body) {
    return body.length <= BODY_MAX
            && BoundedJson.read(body) instanceof BoundedJson.Document.Read(String _, JsonNode root)
        ? Optional.of(root)
        : Optional.empty();
  }

  private static Optional<String> host(JsonNode json) {
    return Optional.ofNullable(json.path("InstanceID").textValue())
        .filter(name -> NAME.matcher(name).matches());
  }

  private static byte[] bytes(String token) {
    return token.getBytes(StandardCharsets.UTF_8);
  }
}
