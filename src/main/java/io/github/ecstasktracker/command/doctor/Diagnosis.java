package io.github.ecstasktracker.command.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;

/** All findings of one run, as text or JSON. */
public record Diagnosis(List<Finding> findings) {
  /** Within a version, fields and values are added, never renamed, removed or changed. */
  public static final String SCHEMA = "ecs-task-tracker.doctor/v1";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String RESET = "\u001b[0m";

  private record Line(String check, String status, String what, String mend) {}

  private record Document(String schema, List<Line> findings) {}

  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /** Whether any finding has the status. */
  public boolean any(Finding.Status status) {
    return findings.stream().anyMatch(finding -> finding.status() == status);
  }

  /** One line each. */
  public String text(boolean colors) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      boolean ok = finding.status() == Finding.Status.OK;
      String mark = ok ? "[ok]" : "[!!]";
      String colored = colors ? (ok ? GREEN : RED) + mark + RESET : mark;
      String mend = finding.mend().isEmpty() ? "" : " - " + finding.mend();
      String line = " " + finding.check() + ": " + finding.what() + mend;
      text.append(colored).append(line.replaceAll("\\p{Cntrl}", "?")).append('\n');
    }
    return text.toString();
  }

  public String json() {
    List<Line> lines =
        findings.stream()
            .map(
                f ->
                    new Line(
                        f.check(), f.status().name().toLowerCase(Locale.ROOT), f.what(), f.mend()))
            .toList();
    try {
      return MAPPER.writeValueAsString(new Document(SCHEMA, lines)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings have a JSON form", e);
    }
  }
}
