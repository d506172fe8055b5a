package io.github.ecstasktracker.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;

/**
 * JSON in the form of Flask's jsonify: indented by two, or on one line for scripts ({@code
 * X-Requested-With: XMLHttpRequest}); ASCII only; no line feed at the end. Keys are in the order of
 * the map, so sorted maps give sorted keys.
 */
public final class QueryJson {
  private static final String TYPE = "application/json";
  private static final String SCRIPT = "XMLHttpRequest";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final Separators SEPARATORS =
      Separators.createDefaultInstance()
          .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
          .withObjectEmptySeparator("")
          .withArrayEmptySeparator("");

  private static final DefaultIndenter BY_TWO = new DefaultIndenter("  ", "\n");

  private static final DefaultPrettyPrinter INDENTED =
      new DefaultPrettyPrinter(SEPARATORS).withObjectIndenter(BY_TWO).withArrayIndenter(BY_TWO);

  private static final DefaultPrettyPrinter IN_ONE_LINE =
      new DefaultPrettyPrinter(
              SEPARATORS
                  .withObjectEntrySpacing(Separators.Spacing.AFTER)
                  .withArrayValueSpacing(Separators.Spacing.AFTER))
          .withObjectIndenter(new DefaultPrettyPrinter.NopIndenter())
          .withArrayIndenter(new DefaultPrettyPrinter.NopIndenter());

  private QueryJson() {}

  /**
   * Responds with 200.
   *
   * @param value texts, lists and sorted maps
   */
  static void answer(Context ctx, Object value) {
    boolean byScript = SCRIPT.equalsIgnoreCase(ctx.header("X-Requested-With"));
    ctx.status(200).contentType(TYPE).result(of(value, byScript ? IN_ONE_LINE : INDENTED));
  }

  /** The indented form. */
  public static String of(Object value) {
    return of(value, INDENTED);
  }

  private static String of(Object value, DefaultPrettyPrinter printer) {
    try {
      return MAPPER.writer(printer).writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, lists and maps have a JSON form", e);
    }
  }
}
