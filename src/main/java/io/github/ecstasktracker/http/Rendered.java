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
 * One answer that many readers ask for, rendered and compressed once for each state that it shows.
 *
 * <ul>
 *   <li>Whoever asks gets the answer of the state that he brings, never an older one.
 *   <li>At most one answer is kept, and given up before memory runs out.
 *   <li>One thread renders at a time; the others wait for what it makes.
 * </ul>
 */
final class Rendered {
  private SoftReference<Body> last = new SoftReference<>(null);

  /**
   * The answer.
   *
   * @param state what it shows; equal states have equal answers
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

  /** An answer's bytes. Nobody may change them. */
  static final class Body {
    /** Below it a network packet is the same one packet, compressed or not. */
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

    /** Empty where compression is not worth it. */
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
