package io.github.ecstasktracker.simulation.shape;

import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/** What the JSON and the XML forms of the SDK's model classes have in common. */
final class Shapes {
  private Shapes() {}

  /** Whether the field was set: the SDK fills lists and maps that were not with empty ones. */
  static boolean isSet(Object value) {
    return value != null
        && !(value instanceof SdkAutoConstructList)
        && !(value instanceof SdkAutoConstructMap);
  }

  static SdkField<?> element(SdkField<?> list) {
    return list.getTrait(ListTrait.class).memberFieldInfo();
  }

  static SdkField<?> entryValue(SdkField<?> map) {
    return map.getTrait(MapTrait.class).valueFieldInfo();
  }

  static SdkPojo newBuilder(SdkField<?> field) {
    Supplier<SdkPojo> constructor = field.constructor();
    return constructor.get();
  }

  static Object build(SdkPojo builder) {
    return ((Buildable) builder).build();
  }

  static String name(SdkPojo builder) {
    Class<?> type = builder.getClass();
    return type.getEnclosingClass() == null
        ? type.getSimpleName()
        : type.getEnclosingClass().getSimpleName();
  }
}
