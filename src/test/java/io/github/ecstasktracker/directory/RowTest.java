package io.github.ecstasktracker.directory;

import static io.github.ecstasktracker.directory.Places.dockerId;
import static io.github.ecstasktracker.directory.Places.task;
import static io.github.ecstasktracker.directory.Places.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowTest {
  @Test
  void runningContainer_hasAllFields() {
    Map<String, String> row =
        row(task("3f2a").container("web", dockerId("50f7"), tcp(32_768, 80)), 1_456_789_012_350L);

    assertThat(row)
        .isEqualTo(
            Map.ofEntries(
                Map.entry("cluster_name", "prod"),
                Map.entry("container_id", dockerId("50f7")),
                Map.entry("container_name", "web"),
                Map.entry("container_port", "80"),
                Map.entry("desired_status", "RUNNING"),
                Map.entry("ecs_agent_version", "1.91.0"),
                Map.entry("host_name", ""),
                Map.entry("instance_az", "eu-west-1a"),
                Map.entry("instance_id", "i-0abc"),
                Map.entry("instance_ip", "10.0.1.5"),
                Map.entry("instance_port", "32768"),
                Map.entry("instance_type", "m5.large"),
                Map.entry("known_status", "RUNNING"),
                Map.entry("sample_time", "1456789012.35"),
                Map.entry("task_id", "3f2a"),
                Map.entry("task_name", "web-family"),
                Map.entry("task_version", "7")));
    assertThat(row.keySet()).containsExactlyElementsOf(Row.FIELDS);
  }

  @Test
  void stoppedContainer_hasNoPorts() {
    assertThat(
            row(
                task("a")
                    .status("STOPPED", "STOPPED")
                    .container("web", dockerId("1"), tcp(32_768, 80)),
                0))
        .containsEntry("container_port", "0")
        .containsEntry("instance_port", "0")
        .containsEntry("known_status", "STOPPED");
  }

  @Test
  void fargateTask_hasItsOwnAddressAndNoInstance() {
    assertThat(row(task("a").on(null).at("10.9.0.8").container("web", "a-1", tcp(80, 80)), 0))
        .containsEntry("instance_ip", "10.9.0.8")
        .containsEntry("instance_id", "")
        .containsEntry("instance_type", "")
        .containsEntry("instance_port", "80");
  }

  @ParameterizedTest
  @CsvSource({
    "1456789012350,1456789012.35",
    "1456789012300,1456789012.3",
    "1456789012000,1456789012.0",
    "1456789010000,1456789010.0",
    "1456789012349,1456789012.34",
    "0,0.0"
  })
  void sampleTime_isWrittenAsTheOldServerDid(long millis, String text) {
    assertThat(row(task("a").container("web", "1"), millis)).containsEntry("sample_time", text);
  }

  private static Map<String, String> row(Places task, long millis) {
    Directory directory =
        new Directory(
            Directory.Limits.DEFAULT, () -> 0, InstantSource.fixed(Instant.ofEpochMilli(millis)));
    directory.observe(List.of(task.placed()));
    return Row.of(directory.task(task.placed().taskId()).getFirst());
  }
}
