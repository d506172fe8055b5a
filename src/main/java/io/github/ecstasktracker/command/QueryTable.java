package io.github.ecstasktracker.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Formats query results as a text table. */
final class QueryTable {
  private static final List<String> HEADINGS =
      List.of("CONTAINER", "NAME", "STATUS", "TASK", "SERVICE", "ADDRESS", "HOST", "STARTED");

  private static final int SHORT_ID = 12;

  private QueryTable() {}

  /** Ends with a line feed. */
  static String of(List<? extends Map<String, String>> rows) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADINGS);
    rows.forEach(row -> lines.add(cells(row)));
    int[] widths = new int[HEADINGS.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    return lines.stream()
        .map(line -> line(line, widths))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i)).repeat(' ', widths[i] - cells.get(i).length() + 2);
    }
    return line.toString().stripTrailing();
  }

  private static List<String> cells(Map<String, String> row) {
    String id = cell(row, "container_id");
    String port = cell(row, "instance_port");
    String ip = cell(row, "address");
    String host = ip.contains(":") ? "[" + ip + "]" : ip;
    return List.of(
        id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id,
        cell(row, "container_name"),
        cell(row, "known_status"),
        cell(row, "task_id"),
        cell(row, "cluster_name") + "/" + cell(row, "service_name"),
        port.equals("0") || port.equals("-") ? host : host + ":" + port,
        cell(row, "instance_id"),
        cell(row, "started_at"));
  }

  /** Removes control characters: the text came over the network and could control the terminal. */
  private static String cell(Map<String, String> row, String field) {
    String text = row.getOrDefault(field, "").replaceAll("\\p{Cntrl}", "?");
    return text.isEmpty() ? "-" : text;
  }
}
