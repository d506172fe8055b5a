package io.github.ecstasktracker.simulation.bus;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * An SNS message, signed (Amazon SNS developer guide, "Verifying the signatures of Amazon SNS
 * messages"): the named fields in byte order, each name and value followed by a newline.
 */
final class SnsEnvelope {
  private final TreeMap<String, String> signed = new TreeMap<>();

  SnsEnvelope(String type, String messageId, String topicArn, String timestamp, String message) {
    signed.put("Type", type);
    signed.put("MessageId", messageId);
    signed.put("TopicArn", topicArn);
    signed.put("Timestamp", timestamp);
    signed.put("Message", message);
  }

  String messageId() {
    return signed.get("MessageId");
  }

  SnsEnvelope with(String name, String value) {
    signed.put(name, value);
    return this;
  }

  /**
   * @param unsigned fields that are not part of the signature
   */
  String signed(SigningKey key, int version, String certificateUrl, Map<String, String> unsigned) {
    StringBuilder text = new StringBuilder();
    signed.forEach((name, value) -> text.append(name).append('\n').append(value).append('\n'));
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    signed.forEach(envelope::put);
    envelope.put("SignatureVersion", Integer.toString(version));
    envelope.put("Signature", key.sign(text.toString(), version));
    envelope.put("SigningCertURL", certificateUrl);
    unsigned.forEach(envelope::put);
    return envelope.toPrettyString();
  }
}
