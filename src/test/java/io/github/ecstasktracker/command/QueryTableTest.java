package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryTableTest {
  @Test
  void rows_standInColumns() {
    Map<String, String> bridge =
        Map.of(
            "container_id", "50f7".repeat(16),
            "container_name", "web",
            "known_status", "RUNNING",
            "task_id", "3f2a",
            "cluster_name", "prod",
            "service_name", "web",
            "address", "10.0.1.5",
            "instance_port", "32768",
            "instance_id", "i-0abc",
            "started_at", "2026-11-21T12:00:00Z");
    Map<String, String> bare =
        Map.of("container_id", "1", "address", "2001:db8::1", "instance_port", "80");

    assertThat(QueryTable.of(List.of(bridge, bare)))
        .isEqualTo(
            """
            CONTAINER     NAME  STATUS   TASK  SERVICE   ADDRESS           HOST    STARTED
            50f750f750f7  web   RUNNING  3f2a  prod/web  10.0.1.5:32768    i-0abc  2026-11-21T12:00:00Z
            1             -     -        -     -/-       [2001:db8::1]:80  -       -
            """);
  }

  @Test
  void marksThatSteerATerminal_areReplaced() {
    assertThat(QueryTable.of(List.of(Map.of("task_id", "a\u001b[2Jb")))).contains("a?[2Jb");
  }
}
