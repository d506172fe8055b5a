package io.github.ecstasktracker.http.report;

import java.util.Locale;

/** Formats enum constants for JSON and metric labels: lower snake case. */
public final class Labels {
  private Labels() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
