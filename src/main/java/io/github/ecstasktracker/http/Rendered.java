package io.github.ecstasktracker.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Caches one response that many readers request, rendered and compressed once per state.
 *
 * <ul>
 *   <li>A caller gets the response for the state it passes, never an older one.
 *   <li>At most one response is kept, and it is released before memory runs out.
 *   <li>One thread renders at a time; the others wait for its result.
 * </ul>
 */
final class Rendered {
  private SoftReference<Body> last = new SoftReference<>(null);

  /**
   * Returns the response.
   *
   * @param state the state to render; equal states have equal responses
   */
  synchronized Body of(Object state, Supplier<String> render) {
    Body kept = last.get();
    if (kept != null && kept.state.equals(state)) {
      return kept;
    }
    Body made = new Body(state, render.get().getBytes(StandardCharsets.UTF_8));
    last = new SoftReference<>(made);
    return made;
  }

  /** The bytes of a response. Must not be modified. */
  static final class Body {
    /** Below this size, the response fits in one network packet, compressed or not. */
    private static final int WORTH_COMPRESSING = 1500;

    private final Object state;
    private final byte[] plain;
    private byte @Nullable [] compressed;

    Body(Object state, byte[] plain) {
      this.state = state;
      this.plain = plain;
    }

    byte[] plain() {
      return plain;
    }

    /** Empty if compression is not worthwhile. */
    synchronized Optional<byte[]> gzip() {
      if (plain.length < WORTH_COMPRESSING) {
        return Optional.empty();
      }
      byte[] bytes = compressed;
      if (bytes == null) {
        bytes = compress(plain);
        compressed = bytes;
      }
      return Optional.of(bytes);
    }

    private static byte[] compress(byte[] plain) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 8);
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(plain);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  }
}
