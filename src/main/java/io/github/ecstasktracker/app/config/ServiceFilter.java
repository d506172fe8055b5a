package io.github.ecstasktracker.app.config;

import io.github.ecstasktracker.model.ServiceKey;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which services are managed: those that some allow pattern matches, or all where there is none,
 * less those that some deny pattern matches.
 *
 * <p>{@code *} stands for any run of characters, {@code ?} for one. A pattern with a slash is held
 * against {@code cluster/service}, any other against the service's name.
 */
public record ServiceFilter(List<String> allow, List<String> deny)
    implements Predicate<ServiceKey> {
  public ServiceFilter {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  @Override
  public boolean test(ServiceKey service) {
    return (allow.isEmpty() || anyMatches(allow, service)) && !anyMatches(deny, service);
  }

  private static boolean anyMatches(List<String> patterns, ServiceKey service) {
    return patterns.stream()
        .anyMatch(p -> matches(p, p.contains("/") ? service.toString() : service.service()));
  }

  /**
   * Goes back only to the last star: earlier ones need no second try, so the time is bounded by the
   * product of the two lengths.
   */
  private static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
      if (wanted == '*') {
        star = p++;
        resume = t;
      } else if (wanted == '?' || (wanted != 0 && wanted == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
