package io.github.ecstasktracker.trigger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON of strangers.
 *
 * <ul>
 *   <li>Size, nesting and the length of names and numbers are bounded.
 *   <li>Only strict UTF-8, one document, no name twice in an object: a second parser, such as the
 *       one that verifies a signature, cannot see another document than this one did.
 *   <li>Never throws for its input.
 * </ul>
 */
public final class BoundedJson {
  /**
   * Room for the largest SNS message (256 KiB) with every character escaped, and for the largest
   * SQS message (1 MiB).
   */
  public static final int MAX_BYTES = 1 << 20;

  /** An ECS event nests six deep. */
  private static final int MAX_DEPTH = 64;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  // A message is read on a virtual thread of its own, which has no buffers yet.
                  .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_BYTES)
                          .maxNameLength(1_000)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private BoundedJson() {}

  /** What came of a read. */
  public sealed interface Document {
    /** The text, and what it says. */
    record Read(String text, JsonNode root) implements Document {}

    /** Why it was not read, without a word of the input. */
    record Refused(String reason) implements Document {}
  }

  /** What the bytes say, or why they were not read. */
  public static Document read(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return tooLarge();
    }
    try {
      return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return new Document.Refused("not UTF-8");
    }
  }

  static Document read(String text) {
    if (text.length() > MAX_BYTES) {
      return tooLarge();
    }
    try {
      JsonNode root = READER.readTree(text);
      return root.isMissingNode() ? new Document.Refused("empty") : new Document.Read(text, root);
    } catch (JsonProcessingException e) {
      return new Document.Refused("not JSON, or nested too deep, or a name twice in one object");
    }
  }

  private static Document tooLarge() {
    return new Document.Refused("larger than " + MAX_BYTES + " bytes");
  }
}
