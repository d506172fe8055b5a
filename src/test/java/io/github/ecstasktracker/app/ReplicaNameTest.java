package io.github.ecstasktracker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplicaNameTest {
  @Test
  void configuredName_winsOverAll() throws Exception {
    assertThat(ReplicaName.of(Optional.of("blue-1"), Map.of("POD_NAME", "pod", "HOSTNAME", "host")))
        .isEqualTo("blue-1");
  }

  @Test
  void podsName_winsOverHostName() throws Exception {
    assertThat(ReplicaName.of(Optional.empty(), Map.of("POD_NAME", "pod", "HOSTNAME", "host")))
        .isEqualTo("pod");
    assertThat(ReplicaName.of(Optional.empty(), Map.of("POD_NAME", " ", "HOSTNAME", "host")))
        .isEqualTo("host");
  }

  @Test
  void nothingSet_isTheMachinesName() throws Exception {
    assertThat(ReplicaName.of(Optional.empty(), Map.of())).isNotBlank();
  }

  @Test
  void addressThatIsNotTheAgents_isNotAsked() throws Exception {
    Map<String, String> env =
        Map.of("ECS_CONTAINER_METADATA_URI_V4", "http://192.0.2.1/v4/x", "HOSTNAME", "host");

    assertThat(ReplicaName.of(Optional.empty(), env)).isEqualTo("host");
  }

  @Test
  void nameOfAnyLengthAndContent_isOneShortLine() throws Exception {
    String odd = "a\nb" + "c".repeat(1_000);

    assertThat(ReplicaName.of(Optional.empty(), Map.of("HOSTNAME", odd)))
        .hasSize(255)
        .startsWith("a?bc");
  }
}
