package io.github.ecstasktracker.simulation.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.thirdparty.jackson.core.JsonFactory;
import software.amazon.awssdk.thirdparty.jackson.core.JsonGenerator;
import software.amazon.awssdk.thirdparty.jackson.core.JsonParser;
import software.amazon.awssdk.thirdparty.jackson.dataformat.cbor.CBORFactory;

/** CBOR as JSON and back; times, which have a tag in CBOR, are seconds since 1970 in both. */
final class Cbor {
  private static final JsonFactory JSON = new JsonFactory();
  private static final CBORFactory CBOR = new CBORFactory();

  private Cbor() {}

  static byte[] toJson(byte[] cbor) throws IOException {
    return copied(CBOR, cbor, JSON);
  }

  static byte[] fromJson(byte[] json) throws IOException {
    return copied(JSON, json, CBOR);
  }

  /** At most so many bytes, and one more where there are more. */
  static byte[] unzipped(byte[] body, int most) throws IOException {
    try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return unzipped.readNBytes(most + 1);
    }
  }

  private static byte[] copied(JsonFactory from, byte[] bytes, JsonFactory to) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonParser parser = from.createParser(bytes);
        JsonGenerator generator = to.createGenerator(out)) {
      parser.nextToken();
      generator.copyCurrentStructure(parser);
    }
    return out.toByteArray();
  }
}
