package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.excluded;
import static io.github.ecstasktracker.ecs.TaskCase.binding;
import static io.github.ecstasktracker.ecs.TaskCase.bridge;
import static io.github.ecstasktracker.ecs.TaskCase.http;
import static io.github.ecstasktracker.ecs.TaskCase.server;
import static io.github.ecstasktracker.ecs.TaskCase.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Docker labels in the task definition, in Traefik's own words. */
class LabelRulesTest {
  /** A bridge task whose container {@code web} maps 8080 and 8081 and carries labels. */
  private static TaskCase labelled(String... labels) {
    return with(TaskCase.of("bridge"), "web", 8080, labels);
  }

  private static TaskCase with(TaskCase example, String name, int port, String... labels) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      map.put(labels[i], labels[i + 1]);
    }
    return example.container(
        name,
        c -> c.dockerLabels(map),
        c -> c.networkBindings(binding(port, 24_688 + port), binding(port + 1, 24_689 + port)),
        tcp(port),
        tcp(port + 1));
  }

  @Test
  void noLabels_theServicesNameIsTheBackends() {
    assertThat(bridge().read().backend()).contains(new BackendKey("web"));
  }

  @Test
  void backend_isTheLabels_alsoOfATaskThatDoesNotServe() {
    TaskCase example = labelled("traefik.backend", " shop ");

    assertThat(example.read().backend()).contains(new BackendKey("shop"));
    assertThat(example.task(t -> t.lastStatus("STOPPED")).read().backend())
        .contains(new BackendKey("shop"));
    assertThat(
            TaskCase.of("bridge")
                .container("web", c -> c.dockerLabels(Map.of("traefik.backend", "shop")), c -> {})
                .read()
                .backend())
        .contains(new BackendKey("shop"));
  }

  @Test
  void backendEmpty_isIgnored() {
    assertThat(labelled("traefik.backend", " ").read().backend()).contains(new BackendKey("web"));
    assertThat(labelled("traefik.backend", "").summary().ignored())
        .containsExactly("label traefik.backend= of container web is empty");
  }

  @Test
  void port_choosesAmongTheContainersPorts() {
    assertThat(labelled("traefik.port", "8081").state()).isEqualTo(http("10.0.1.5", 32_769));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "0", "65536", "-1", "80.5", "", "99999999999"})
  void portThatIsNone_excludesInPlainWords(String port) {
    assertThat(labelled("traefik.port", port).state())
        .isEqualTo(
            excluded(
                Cause.NO_ADDRESS, "label traefik.port=" + port + " of container web is no port"));
  }

  @Test
  void portNotMapped_inBridgeMode_excludesInPlainWords() {
    assertThat(labelled("traefik.port", "9999").state())
        .isEqualTo(
            excluded(
                Cause.NO_ADDRESS,
                "no port: label traefik.port=9999, which container web of bridge task definition"
                    + " web:7 does not map for TCP"));
  }

  @ParameterizedTest
  @CsvSource({"https, https", "H2C, h2c", "http, http"})
  void protocol_isTheScheme(String label, String scheme) {
    assertThat(labelled("traefik.protocol", label).state())
        .isEqualTo(server("10.0.1.5", 32_768, scheme, OptionalInt.empty()));
  }

  @Test
  void protocolUnknown_excludesInPlainWords() {
    assertThat(labelled("traefik.protocol", "ftp").state())
        .isEqualTo(
            excluded(
                Cause.NO_ADDRESS,
                "label traefik.protocol=ftp of container web is none of http, https, h2c"));
  }

  @Test
  void weight_isTheLabels_beforeTheDefault() {
    assertThat(labelled("traefik.weight", "5").defaultWeight(1).state())
        .isEqualTo(server("10.0.1.5", 32_768, "http", OptionalInt.of(5)));
    assertThat(labelled("traefik.weight", "0").state())
        .isEqualTo(server("10.0.1.5", 32_768, "http", OptionalInt.of(0)));
    assertThat(labelled().defaultWeight(1).state())
        .isEqualTo(server("10.0.1.5", 32_768, "http", OptionalInt.of(1)));
    assertThat(labelled().state())
        .isEqualTo(server("10.0.1.5", 32_768, "http", OptionalInt.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"heavy", "-1", "1.5", ""})
  void weightThatIsNone_isIgnoredAndTold(String weight) {
    TaskCase example = labelled("traefik.weight", weight);

    assertThat(example.state()).isEqualTo(http("10.0.1.5", 32_768));
    assertThat(example.summary().ignored())
        .containsExactly(
            "label traefik.weight=" + weight + " of container web is no whole number from 0");
  }

  @Test
  void enableFalse_takesTheOnlyContainerOut() {
    assertThat(labelled("traefik.enable", "false").state())
        .isEqualTo(excluded(Cause.DISABLED, "label traefik.enable=false of container web"));
  }

  @Test
  void enableFalse_ofTheFirst_leavesTheSecond() {
    TaskCase example = labelled("traefik.enable", "False");

    assertThat(with(example, "api", 9000).state()).isEqualTo(http("10.0.1.5", 33_688));
  }

  @Test
  void enableNeitherTrueNorFalse_isIgnoredAndTold() {
    TaskCase example = labelled("traefik.enable", "maybe");

    assertThat(example.state()).isEqualTo(http("10.0.1.5", 32_768));
    assertThat(example.summary().ignored())
        .containsExactly("label traefik.enable=maybe of container web is neither true nor false");
  }

  @ParameterizedTest
  @CsvSource({
    "traefik.enable, true",
    "traefik.backend, web",
    "traefik.port, 9000",
    "traefik.protocol, http"
  })
  void labelledContainer_winsOverTheFirst(String key, String value) {
    assertThat(with(labelled(), "api", 9000, key, value).state())
        .isEqualTo(http("10.0.1.5", 33_688));
  }

  @Test
  void labelledContainersFault_isTold_notCoveredByAnother() {
    assertThat(with(labelled(), "api", 9000, "traefik.port", "x").state())
        .isEqualTo(excluded(Cause.NO_ADDRESS, "label traefik.port=x of container api is no port"));
  }

  @Test
  void labelsOfOthers_meanNothing() {
    assertThat(with(labelled(), "api", 9000, "com.example.port", "1").state())
        .isEqualTo(http("10.0.1.5", 32_768));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "false, false", "yes, false"})
  void paused_isTrueOnly(String value, boolean paused) {
    assertThat(labelled("ecs-task-tracker.paused", value).read().paused()).isEqualTo(paused);
    assertThat(with(labelled(), "sidecar", 9000, "ecs-task-tracker.paused", value).read().paused())
        .isEqualTo(paused);
  }

  @Test
  void pausedTask_keepsItsState() {
    assertThat(labelled("ecs-task-tracker.paused", "true").state())
        .isEqualTo(http("10.0.1.5", 32_768));
  }

  @Test
  void choice_followsTheDefinition_notTheOrderOfTheDescription() {
    TaskCase example = with(labelled(), "api", 9000);

    assertThat(example.describedBackwards().state()).isEqualTo(http("10.0.1.5", 32_768));
  }
}
