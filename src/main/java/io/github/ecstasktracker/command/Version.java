package io.github.ecstasktracker.command;

import java.util.Optional;

/** Which build this is. */
record Version(String number) {
  /** As the jar's manifest says; "development" where there is no jar. */
  static Version ofThisBuild() {
    return new Version(
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("development"));
  }

  String line() {
    return "%s %s (Java %s)"
        .formatted(CommandLineParser.PROGRAM, number, Runtime.version().toString());
  }
}
