package io.github.ecstasktracker.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.HealthCheck;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

class SummaryTextTest {
  private static final String ARN = "arn:aws:ecs:us-west-2:111122223333:task-definition/web:7";

  private static final TaskDefinitionSummary FULL =
      new TaskDefinitionSummary(
          "web:7",
          NetworkMode.AWSVPC,
          new Serving.Port("web", 8080, 80, "h2c", OptionalInt.of(5), true),
          Optional.of("shop"),
          true,
          true,
          List.of("label traefik.weight=x of container web is no whole number from 0"));

  private static final TaskDefinitionSummary BARE =
      new TaskDefinitionSummary(
          "web:7",
          NetworkMode.NONE,
          new Serving.Nothing(TaskState.Cause.NO_ADDRESS, "no port"),
          Optional.empty(),
          false,
          false,
          List.of());

  @Test
  void whatIsWritten_isReadAsItWas() {
    for (TaskDefinitionSummary summary : List.of(FULL, BARE)) {
      assertThat(SummaryText.read(ARN, text(summary))).contains(summary);
    }
  }

  /** Every label and mapping that is read, as it is read and written in this format. */
  @Test
  void reading_isThatOfItsFormat() {
    TaskDefinition definition =
        TaskDefinition.builder()
            .taskDefinitionArn(ARN)
            .networkMode("bridge")
            .containerDefinitions(
                ContainerDefinition.builder()
                    .name("side")
                    .portMappings(PortMapping.builder().containerPort(9000).build())
                    .dockerLabels(Map.of("ecs-task-tracker.paused", "true"))
                    .build(),
                ContainerDefinition.builder()
                    .name("web")
                    .portMappings(
                        PortMapping.builder().containerPort(53).protocol("udp").build(),
                        PortMapping.builder()
                            .containerPortRange("8080-8090")
                            .appProtocol("grpc")
                            .build())
                    .healthCheck(HealthCheck.builder().command("CMD", "true").build())
                    .dockerLabels(
                        Map.of(
                            "traefik.enable", "true",
                            "traefik.backend", "shop",
                            "traefik.port", "8085",
                            "traefik.weight", "-1"))
                    .build())
            .build();

    assertThat(text(TaskDefinitionParser.of(definition)))
        .as("where a definition is read otherwise than before, raise SummaryText.FORMAT")
        .isEqualTo(
            """
            {"format":1,"name":"web:7","mode":"BRIDGE","port":{"container":"web",\
            "containerPort":8085,"hostPort":0,"scheme":"h2c","weight":null,"healthCheck":true},\
            "nothing":null,"backend":"shop","paused":true,"everyEssentialChecked":false,\
            "ignored":["label traefik.weight=-1 of container web is no whole number from 0"]}\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "\"format\":1 ~ \"format\":2",
        "\"format\":1, ~ ''",
        "\"format\":1 ~ \"format\":\"1\"",
        "\"web:7\" ~ \"web:8\"",
        "\"web:7\" ~ null",
        "AWSVPC ~ awsvpc",
        "\"AWSVPC\" ~ null",
        "\"AWSVPC\" ~ 2",
        "8080 ~ 0",
        "8080 ~ 65536",
        "8080 ~ null",
        "\"hostPort\":80, ~ \"hostPort\":-1,",
        "h2c ~ gopher",
        "\"weight\":5 ~ \"weight\":-5",
        "\"nothing\":null ~ \"nothing\":{\"cause\":\"DISABLED\",\"reason\":\"\"}",
        "\"paused\":true, ~ ''",
        "\"ignored\":[ ~ \"ignored\":[null,",
        "\"paused\":true ~ \"paused\":true,\"more\":1",
      })
  void whatIsOfAnotherFormatOrBroken_isNotRead(String part, String other) {
    String text = text(FULL);
    assertThat(text).contains(part);

    assertThat(SummaryText.read(ARN, text.replace(part, other))).isEmpty();
  }

  @Test
  void garbage_isNotRead() {
    for (String text : List.of("", "null", "[]", "{", "7", text(FULL) + "{}")) {
      assertThat(SummaryText.read(ARN, text)).as(text).isEmpty();
    }
  }

  /** STOPPED lets servers leave at once; no definition says so of its tasks. */
  @Test
  void causeThatNoDefinitionHas_isNotRead() {
    assertThat(SummaryText.read(ARN, text(BARE).replace("NO_ADDRESS", "DISABLED"))).isPresent();
    assertThat(SummaryText.read(ARN, text(BARE).replace("NO_ADDRESS", "STOPPED"))).isEmpty();
  }

  @Test
  void whatIsLongerThanAnybodyReads_isNotWritten() {
    String name = "x".repeat(SummaryText.LENGTH_MAX);
    TaskDefinitionSummary longer =
        new TaskDefinitionSummary(
            "web:7", NetworkMode.HOST, FULL.serving(), Optional.of(name), false, false, List.of());

    assertThat(SummaryText.write(longer)).isEmpty();
    assertThat(SummaryText.read(ARN, text(FULL) + " ".repeat(SummaryText.LENGTH_MAX))).isEmpty();
  }

  private static String text(TaskDefinitionSummary summary) {
    return SummaryText.write(summary).orElseThrow();
  }
}
