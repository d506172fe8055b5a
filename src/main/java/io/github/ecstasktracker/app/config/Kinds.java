package io.github.ecstasktracker.app.config;

import static io.github.ecstasktracker.app.config.Kind.one;

import io.github.ecstasktracker.http.auth.TrustedIssuer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types of option values. */
final class Kinds {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,6})?");

  /** Upper bound for lists, far above any real one: a longer list is unreadable in a log line. */
  private static final int LIST_MAX = 1_000;

  private Kinds() {}

  static Kind<String> text(String placeholder, String must, Pattern pattern) {
    return one(
        placeholder, must, text -> Optional.of(text).filter(t -> pattern.matcher(t).matches()));
  }

  static Kind<Boolean> onOff() {
    return new Kind<>(
        "on|off",
        "on or off (also true or false, 1 or 0, yes or no)",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "on", "true", "1", "yes" -> Optional.of(true);
              case "off", "false", "0", "no" -> Optional.of(false);
              default -> Optional.empty();
            },
        Kind.Shape.SWITCH);
  }

  static Kind<Duration> duration(Duration min, Duration max) {
    return one(
        "DURATION",
        "a duration from %s to %s, like 500ms, 60s or 2m".formatted(print(min), print(max)),
        text -> parseDuration(text).filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0));
  }

  static Kind<Integer> whole(int min, int max) {
    return one(
        "NUMBER",
        "a whole number from %d to %d".formatted(min, max),
        text -> parseWhole(text).filter(n -> n >= min && n <= max));
  }

  static Kind<Integer> percent() {
    return one(
        "PERCENT",
        "a percentage from 0% to 100%, like 50%",
        text ->
            parseWhole(text.endsWith("%") ? text.substring(0, text.length() - 1) : text)
                .filter(n -> n <= 100));
  }

  /** A fraction within bounds. */
  static Kind<Double> fraction(String min, String max) {
    BigDecimal low = new BigDecimal(min);
    BigDecimal high = new BigDecimal(max);
    return one(
        "SHARE",
        "a decimal number from %s to %s".formatted(min, max),
        text ->
            Optional.of(text)
                .filter(t -> DECIMAL.matcher(t).matches())
                .map(BigDecimal::new)
                .filter(n -> n.compareTo(low) >= 0 && n.compareTo(high) <= 0)
                .map(BigDecimal::doubleValue));
  }

  /** The constants of an enum in kebab-case. */
  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    List<String> words = constants.stream().map(Kinds::word).toList();
    return one(
        String.join("|", words),
        words.stream().collect(Collectors.joining(", ", "one of ", "")),
        text -> constants.stream().filter(c -> word(c).equalsIgnoreCase(text)).findFirst());
  }

  /** An http or https address without credentials, with a path of two parts. */
  static Kind<URI> queueUrl() {
    return one(
        "URL",
        "a queue's URL as SQS gives it, like"
            + " https://sqs.eu-west-1.amazonaws.com/123456789012/ecs-events",
        text -> parseWeb(text, "/[^/]+/[^/]+"));
  }

  /** The address of a controller's HTTP server, without credentials and path. */
  static Kind<URI> webAddress() {
    return one(
        "URL",
        "an http or https address without a path, like http://127.0.0.1:8080",
        text -> parseWeb(text, "/?"));
  }

  /** A URL from which keys for checking tokens may be read. */
  static Kind<URI> issuer() {
    return one(
        "URL",
        "an https address without query or fragment, like https://login.example.com/tenant; http"
            + " only on this machine",
        text -> parseWeb(text, ".*").filter(TrustedIssuer::trustworthy));
  }

  /** A readable file with a secret; secrets are only given as files. */
  static Kind<Path> secretFile() {
    return file("a readable, non-empty file that contains only the token");
  }

  /** A readable file that is not empty. */
  static Kind<Path> file(String must) {
    return one(
        "FILE",
        must,
        text -> {
          try {
            Path path = Path.of(text);
            boolean usable =
                Files.isRegularFile(path) && Files.isReadable(path) && Files.size(path) > 0;
            return usable ? Optional.of(path) : Optional.empty();
          } catch (InvalidPathException | IOException e) {
            return Optional.empty();
          }
        });
  }

  static <T> Kind<List<T>> list(Kind<T> item) {
    Function<String, Optional<List<T>>> parser =
        text -> {
          List<T> items = new ArrayList<>();
          for (String part : text.split(",", LIST_MAX + 1)) {
            Optional<T> parsed = item.parse(part);
            if (parsed.isEmpty() || items.size() == LIST_MAX) {
              return Optional.empty();
            }
            items.add(parsed.get());
          }
          return Optional.of(List.copyOf(items));
        };
    return new Kind<>(
        item.placeholder() + "[,...]",
        "a comma-separated list, each " + item.must(),
        parser,
        Kind.Shape.LIST);
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<Duration> parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        });
  }

  private static Optional<URI> parseWeb(String text, String path) {
    try {
      URI uri = URI.create(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      boolean shaped =
          uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null
              && uri.getPath().matches(path);
      return web && shaped ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> parseWhole(String text) {
    return WHOLE.matcher(text).matches() ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }

  private static String print(Duration duration) {
    List<String> units = Arrays.asList("h", "m", "s", "ms");
    List<Long> millis = List.of(3_600_000L, 60_000L, 1_000L, 1L);
    long all = duration.toMillis();
    for (int i = 0; i < units.size(); i++) {
      if (all % millis.get(i) == 0) {
        return all / millis.get(i) + units.get(i);
      }
    }
    throw new IllegalArgumentException("finer than a millisecond: " + duration);
  }
}
