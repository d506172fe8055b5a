package io.github.ecstasktracker.command;

import java.util.Optional;

/** The version of this build. */
record Version(String number) {
  /** From the jar's manifest; "development" without a jar. */
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
