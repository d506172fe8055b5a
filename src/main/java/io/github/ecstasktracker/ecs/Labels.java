package io.github.ecstasktracker.ecs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the docker labels of one container say, in Traefik's own words.
 *
 * @param enabled false where {@code traefik.enable=false} takes the container out
 * @param chosen whether a label speaks for this container, so that it wins over unlabelled ones
 * @param paused whether {@code ecs-task-tracker.paused=true} keeps hands off the service
 * @param unusable why the container cannot serve as labelled; a wrong port or protocol must not be
 *     guessed at
 * @param ignored labels that cannot be read and that serving does not depend on
 */
record Labels(
    boolean enabled,
    boolean chosen,
    Optional<String> backend,
    OptionalInt port,
    Optional<String> scheme,
    OptionalInt weight,
    boolean paused,
    Optional<String> unusable,
    List<String> ignored) {
  private static final String ENABLE = "traefik.enable";
  private static final String BACKEND = "traefik.backend";
  private static final String PORT = "traefik.port";
  private static final String PROTOCOL = "traefik.protocol";
  private static final String WEIGHT = "traefik.weight";
  private static final String PAUSED = "ecs-task-tracker.paused";

  // What Traefik 1.7 dials.
  static final Set<String> SCHEMES = Set.of("http", "https", "h2c");

  static Labels of(String container, Map<String, String> labels) {
    List<String> ignored = new ArrayList<>();
    List<String> unusable = new ArrayList<>();
    Optional<Boolean> enable = bool(container, labels, ENABLE, ignored);
    Optional<Boolean> paused = bool(container, labels, PAUSED, ignored);
    Optional<String> backend = text(labels, BACKEND);
    if (backend.isEmpty() && labels.containsKey(BACKEND)) {
      ignored.add(named(container, labels, BACKEND) + " is empty");
    }
    OptionalInt port = number(labels, PORT);
    if (labels.containsKey(PORT) && (port.isEmpty() || !PortRange.isPort(port.getAsInt()))) {
      unusable.add(named(container, labels, PORT) + " is no port");
      port = OptionalInt.empty();
    }
    Optional<String> scheme = text(labels, PROTOCOL).map(s -> s.toLowerCase(Locale.ROOT));
    if (labels.containsKey(PROTOCOL) && scheme.filter(SCHEMES::contains).isEmpty()) {
      unusable.add(named(container, labels, PROTOCOL) + " is none of http, https, h2c");
    }
    OptionalInt weight = number(labels, WEIGHT);
    if (labels.containsKey(WEIGHT) && weight.isEmpty()) {
      ignored.add(named(container, labels, WEIGHT) + " is no whole number from 0");
    }
    boolean chosen =
        enable.orElse(false)
            || backend.isPresent()
            || labels.containsKey(PORT)
            || labels.containsKey(PROTOCOL)
            || weight.isPresent();
    return new Labels(
        enable.orElse(true),
        chosen,
        backend,
        port,
        scheme,
        weight,
        paused.orElse(false),
        unusable.stream().findFirst(),
        List.copyOf(ignored));
  }

  private static Optional<Boolean> bool(
      String container, Map<String, String> labels, String key, List<String> ignored) {
    String value = labels.get(key);
    return switch (value == null ? null : value.strip().toLowerCase(Locale.ROOT)) {
      case null -> Optional.empty();
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> {
        ignored.add(named(container, labels, key) + " is neither true nor false");
        yield Optional.empty();
      }
    };
  }

  private static Optional<String> text(Map<String, String> labels, String key) {
    return Optional.ofNullable(labels.get(key)).map(String::strip).filter(s -> !s.isEmpty());
  }

  private static OptionalInt number(Map<String, String> labels, String key) {
    @Nullable String value = text(labels, key).orElse(null);
    return value != null && value.matches("\\d{1,9}")
        ? OptionalInt.of(Integer.parseInt(value))
        : OptionalInt.empty();
  }

  private static String named(String container, Map<String, String> labels, String key) {
    return AwsFailures.line("label " + key + "=" + labels.get(key) + " of container " + container);
  }
}
