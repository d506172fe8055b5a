package io.github.ecstasktracker.demo;

/** Colours, or none. */
enum Palette {
  PLAIN(""),
  ANSI("\u001b[");

  private final String start;

  Palette(String start) {
    this.start = start;
  }

  String good(String text) {
    return paint("32m", text);
  }

  String bad(String text) {
    return paint("31m", text);
  }

  String waiting(String text) {
    return paint("33m", text);
  }

  String title(String text) {
    return paint("1m", text);
  }

  String faint(String text) {
    return paint("2m", text);
  }

  private String paint(String code, String text) {
    return start.isEmpty() || text.isEmpty() ? text : start + code + text + start + "0m";
  }
}
