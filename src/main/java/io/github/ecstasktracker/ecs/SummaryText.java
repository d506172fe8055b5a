package io.github.ecstasktracker.ecs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.model.TaskState;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Summaries of task definitions as text, with the number of their format.
 *
 * <p>What is written is our reading of a definition and not the definition: whoever changes how one
 * is read raises the number, and what was read before is not known any more.
 */
final class SummaryText {
  static final int FORMAT = 1;

  /** Some hundred characters are usual. */
  static final int LENGTH_MAX = 16_384;

  /** Why a definition serves nothing. No other may be read: some let servers leave at once. */
  private static final Set<TaskState.Cause> REASONS =
      EnumSet.of(TaskState.Cause.DISABLED, TaskState.Cause.NO_ADDRESS);

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private record Document(
      int format,
      String name,
      NetworkMode mode,
      @Nullable Port port,
      @Nullable Nothing nothing,
      @Nullable String backend,
      boolean paused,
      boolean everyEssentialChecked,
      List<String> ignored) {}

  private record Port(
      String container,
      int containerPort,
      int hostPort,
      String scheme,
      @Nullable Integer weight,
      boolean healthCheck) {}

  private record Nothing(TaskState.Cause cause, String reason) {}

  private SummaryText() {}

  /** Empty where it is longer than anybody reads. */
  static Optional<String> write(TaskDefinitionSummary summary) {
    Document document =
        new Document(
            FORMAT,
            summary.name(),
            summary.mode(),
            summary.serving() instanceof Serving.Port port ? port(port) : null,
            summary.serving() instanceof Serving.Nothing(TaskState.Cause cause, String reason)
                ? new Nothing(cause, reason)
                : null,
            summary.backend().orElse(null),
            summary.paused(),
            summary.everyEssentialChecked(),
            summary.ignored());
    try {
      return Optional.of(MAPPER.writeValueAsString(document))
          .filter(text -> text.length() <= LENGTH_MAX);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers is JSON", e);
    }
  }

  /** Empty where it is none of this format, or of another definition. */
  static Optional<TaskDefinitionSummary> read(String arn, String text) {
    try {
      return text.length() > LENGTH_MAX
          ? Optional.empty()
          : Optional.ofNullable(MAPPER.readValue(text, Document.class))
              .filter(document -> isSound(document) && document.name().equals(Arns.last(arn)))
              .map(SummaryText::summary);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Port port(Serving.Port port) {
    return new Port(
        port.container(),
        port.containerPort(),
        port.hostPort(),
        port.scheme(),
        port.weight().isPresent() ? port.weight().getAsInt() : null,
        port.healthCheck());
  }

  /** Whether it is one that {@link #write} makes; JSON may hold null anywhere. */
  private static boolean isSound(Document document) {
    return document.format() == FORMAT
        && have(document.name(), document.mode(), document.ignored())
        && document.ignored().stream().allMatch(SummaryText::have)
        && (document.port() == null) != (document.nothing() == null)
        && (document.port() == null || isSound(document.port()))
        && (document.nothing() == null
            || (REASONS.contains(document.nothing().cause()) && have(document.nothing().reason())));
  }

  private static boolean isSound(Port port) {
    return have(port.container(), port.scheme())
        && PortRange.isPort(port.containerPort())
        && (port.hostPort() == 0 || PortRange.isPort(port.hostPort()))
        && Labels.SCHEMES.contains(port.scheme())
        && (port.weight() == null || port.weight() >= 0);
  }

  private static boolean have(@Nullable Object... values) {
    for (Object value : values) {
      if (value == null) {
        return false;
      }
    }
    return true;
  }

  private static TaskDefinitionSummary summary(Document document) {
    return new TaskDefinitionSummary(
        document.name(),
        document.mode(),
        serving(document),
        Optional.ofNullable(document.backend()),
        document.paused(),
        document.everyEssentialChecked(),
        List.copyOf(document.ignored()));
  }

  private static Serving serving(Document document) {
    Port port = document.port();
    Nothing nothing = document.nothing();
    if (port != null) {
      return new Serving.Port(
          port.container(),
          port.containerPort(),
          port.hostPort(),
          port.scheme(),
          port.weight() == null ? OptionalInt.empty() : OptionalInt.of(port.weight()),
          port.healthCheck());
    }
    if (nothing == null) {
      throw new IllegalStateException("neither a port nor a reason why there is none");
    }
    return new Serving.Nothing(nothing.cause(), nothing.reason());
  }
}
