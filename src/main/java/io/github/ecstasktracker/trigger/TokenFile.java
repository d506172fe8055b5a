package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret token in a file, trimmed.
 *
 * <ul>
 *   <li>Read again when it is asked for and the last read is 5 s old, so a rotated secret needs no
 *       restart. A file that has become unreadable or empty leaves the last good token in force,
 *       and says so in the log once.
 *   <li>Compared in a time that depends on neither token's content or length.
 *   <li>Never held or logged in the clear.
 * </ul>
 */
public final class TokenFile {
  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
  private static final long REREAD_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int MAX_BYTES = 4096;

  private final Path file;
  private final MonotonicClock clock;
  private byte[] digest;
  private long readAt;
  private boolean failing;

  private TokenFile(Path file, MonotonicClock clock, byte[] digest) {
    this.file = file;
    this.clock = clock;
    this.digest = digest;
    this.readAt = clock.nanos();
  }

  /** The file's token, or why it cannot be used. */
  public static Result<TokenFile> open(Path file, MonotonicClock clock) {
    return read(file).map(digest -> new TokenFile(file, clock, digest));
  }

  /** Whether this is the token. */
  public boolean matches(String presented) {
    return MessageDigest.isEqual(digest(presented), current());
  }

  private synchronized byte[] current() {
    long now = clock.nanos();
    if (now - readAt >= REREAD_NANOS) {
      readAt = now;
      switch (read(file)) {
        case Result.Ok<byte[]>(byte[] fresh) -> {
          digest = fresh;
          failing = false;
        }
        case Result.Failed<byte[]>(String reason, boolean throttled) -> {
          if (!failing) {
            LOG.atWarn()
                .addKeyValue("reason", reason)
                .log("token not reread; keeping the previous one");
          }
          failing = true;
        }
      }
    }
    return digest;
  }

  private static Result<byte[]> read(Path file) {
    return text(file).map(TokenFile::digest);
  }

  /** The file's token in the clear, for a request that has to bear it. */
  public static Result<String> text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      String token = new String(bytes, StandardCharsets.UTF_8).strip();
      if (bytes.length > MAX_BYTES) {
        return new Result.Failed<>(file + ": larger than " + MAX_BYTES + " bytes", false);
      }
      if (token.isEmpty()) {
        return new Result.Failed<>(file + ": contains no token", false);
      }
      return new Result.Ok<>(token);
    } catch (IOException e) {
      return new Result.Failed<>(file + ": cannot be read: " + e.getClass().getSimpleName(), false);
    }
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
