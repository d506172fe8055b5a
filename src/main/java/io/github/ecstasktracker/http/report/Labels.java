package io.github.ecstasktracker.http.report;

import java.util.Locale;

/** Enum constants as they stand in JSON and in metric labels: lower snake case. */
public final class Labels {
  private Labels() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
