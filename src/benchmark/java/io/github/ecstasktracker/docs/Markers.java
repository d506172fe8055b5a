package io.github.ecstasktracker.docs;

/** Text between {@code <!-- name:start -->} and {@code <!-- name:end -->}. */
public final class Markers {
  private Markers() {}

  /** The page with other text between the markers. */
  public static String replace(String page, String name, String text) {
    String start = "<!-- " + name + ":start -->\n";
    String end = "<!-- " + name + ":end -->";
    int from = page.indexOf(start);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no markers for " + name);
    }
    return page.substring(0, from + start.length()) + text + page.substring(to);
  }
}
