package io.github.ecstasktracker.eventrule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.eventrule.PatternMatch.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternMatchTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ClusterArns CLUSTERS =
      new ClusterArns("arn:aws:ecs:eu-west-1:111122223333:", List.of("demo", "blue"));

  /** The event is a task's of the service any in the cluster demo, and RUNNING. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | YES",
        "{\"source\":[\"aws.ecs\"]} | YES",
        "{\"source\":[\"aws.ec2\",\"aws.ecs\"]} | YES",
        "{\"source\":[\"aws.ec2\"]} | NO",
        "{\"detail\":{\"lastStatus\":[\"STOPPED\"]}} | NO",
        "{\"detail\":{\"group\":[{\"prefix\":\"service:\"}]}} | YES",
        "{\"detail\":{\"group\":[{\"suffix\":\":web\"}]}} | NO",
        "{\"detail\":{\"group\":[{\"wildcard\":\"*:a*y\"}]}} | YES",
        "{\"detail\":{\"group\":[{\"equals-ignore-case\":\"SERVICE:ANY\"}]}} | YES",
        "{\"detail\":{\"stoppedReason\":[{\"exists\":false}]}} | YES",
        "{\"detail\":{\"group\":[{\"exists\":false}]}} | NO",
        "{\"detail\":{\"lastStatus\":[{\"anything-but\":[\"PENDING\"]}]}} | YES",
        "{\"detail\":{\"lastStatus\":[{\"anything-but\":\"RUNNING\"}]}} | NO",
        "{\"detail\":{\"lastStatus\":[{\"anything-but\":{\"prefix\":\"R\"}}]}} | NO",
        "{\"resources\":[{\"prefix\":\"arn:aws:ecs:eu-west-1:111122223333:task/demo/\"}]} | YES",
        "{\"$or\":[{\"source\":[\"x\"]},{\"source\":[\"aws.ecs\"]}]} | YES",
        "{\"$or\":[{\"source\":[\"x\"]},{\"source\":[\"y\"]}]} | NO",
        "{\"detail\":{\"cpu\":[{\"numeric\":[\">\",1]}]}} | UNKNOWN",
        "{\"source\":[\"x\"],\"detail\":{\"cpu\":[{\"numeric\":[\">\",1]}]}} | NO",
        "[] | UNKNOWN",
      })
  void pattern_isJudgedAsEventBridgeWould(String pattern, Verdict verdict) throws Exception {
    assertThat(
            PatternMatch.of(
                JSON.readTree(pattern),
                EventPattern.sample(CLUSTERS.clusters().getLast(), "RUNNING")))
        .isEqualTo(verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RUNNING", "STOPPED"})
  void ownPattern_coversItsClustersAndNoOther(String status) {
    for (String cluster : CLUSTERS.clusters()) {
      assertThat(PatternMatch.of(EventPattern.of(CLUSTERS), EventPattern.sample(cluster, status)))
          .isEqualTo(Verdict.YES);
    }
    assertThat(
            PatternMatch.of(
                EventPattern.of(CLUSTERS),
                EventPattern.sample("arn:aws:ecs:eu-west-1:111122223333:cluster/demo2", status)))
        .isEqualTo(Verdict.NO);
  }

  @Test
  void eventsOfDeployments_areNamedByTheService() throws Exception {
    String event =
        "{\"source\":\"aws.ecs\",\"detail-type\":\"ECS Deployment State Change\",\"resources\":"
            + "[\"arn:aws:ecs:eu-west-1:111122223333:service/%s/web\"]}";

    assertThat(PatternMatch.of(EventPattern.of(CLUSTERS), JSON.readTree(event.formatted("blue"))))
        .isEqualTo(Verdict.YES);
    assertThat(PatternMatch.of(EventPattern.of(CLUSTERS), JSON.readTree(event.formatted("bluest"))))
        .isEqualTo(Verdict.NO);
  }

  @Test
  void callersPartition_isTheClusters() {
    ClusterArns china =
        ClusterArns.of("arn:aws-cn:sts::1:assumed-role/r/s", "1", "cn-north-1", List.of("a"));

    assertThat(china.clusters()).containsExactly("arn:aws-cn:ecs:cn-north-1:1:cluster/a");
    assertThat(china.rule("r")).isEqualTo("arn:aws-cn:events:cn-north-1:1:rule/r");
  }
}
