package io.github.ecstasktracker.http.report;

/** The last writes as text: one line per write, followed by one line per server. */
public final class ChangesText {
  private ChangesText() {}

  /** Ends with a line feed. */
  public static String of(ChangesReport report) {
    if (report.changes().isEmpty()) {
      return "no changes yet\n";
    }
    StringBuilder text = new StringBuilder();
    for (ChangesReport.Write write : report.changes()) {
      String head =
          "%s  %s  by %s  %d -> %d servers  %s"
              .formatted(
                  write.when(),
                  write.backend(),
                  write.cause(),
                  write.before().size(),
                  write.after().size(),
                  write.reconcileId());
      text.append(Lines.clean(head)).append('\n');
      write.changes().forEach(change -> text.append(Lines.of(change)).append('\n'));
    }
    return text.toString();
  }
}
