package io.github.ecstasktracker.simulation.shape;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Writes the answers of the query protocols (SNS, STS, EC2): the SDK's model classes as XML. */
public final class XmlShapes {
  private XmlShapes() {}

  /** The fields of the shape, one element after the other, without an element around them. */
  public static String write(SdkPojo shape) {
    StringBuilder xml = new StringBuilder();
    write(shape, xml);
    return xml.toString();
  }

  private static void write(SdkPojo shape, StringBuilder xml) {
    for (SdkField<?> field : shape.sdkFields()) {
      Object value = field.getValueOrDefault(shape);
      if (Shapes.isSet(value)) {
        element(field.unmarshallLocationName(), field, value, xml);
      }
    }
  }

  private static void element(String name, SdkField<?> field, Object value, StringBuilder xml) {
    xml.append('<').append(name).append('>');
    switch (value) {
      case SdkPojo shape -> write(shape, xml);
      case List<?> list -> {
        SdkField<?> element = Shapes.element(field);
        list.forEach(v -> element(element.unmarshallLocationName(), element, v, xml));
      }
      case Map<?, ?> map ->
          map.forEach(
              (key, entry) -> {
                xml.append("<entry><key>").append(escape(key.toString())).append("</key>");
                element("value", Shapes.entryValue(field), entry, xml);
                xml.append("</entry>");
              });
      case Instant time -> xml.append(DateTimeFormatter.ISO_INSTANT.format(time));
      default -> xml.append(escape(value.toString()));
    }
    xml.append("</").append(name).append('>');
  }

  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
