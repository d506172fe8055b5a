package io.github.ecstasktracker.http.report;

/** Terminal colours. */
public enum Palette {
  /** No colours, for files, pipes and HTTP. */
  PLAIN,
  /** ANSI colours. */
  ANSI;

  private static final String ESCAPE = "\u001b[";
  private static final String RESET = ESCAPE + "0m";

  String green(String text) {
    return paint("32", text);
  }

  String red(String text) {
    return paint("31", text);
  }

  String yellow(String text) {
    return paint("33", text);
  }

  String magenta(String text) {
    return paint("35", text);
  }

  String dim(String text) {
    return paint("2", text);
  }

  String bold(String text) {
    return paint("1", text);
  }

  private String paint(String code, String text) {
    return this == PLAIN ? text : ESCAPE + code + "m" + text + RESET;
  }
}
