package io.github.ecstasktracker.simulation.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;

class JsonShapesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  // An EC2 bridge task and a Fargate task in the shapes of public captures of describe-tasks.
  private static final String BRIDGE =
      """
      {"failures":[],"tasks":[{"taskArn":"arn:aws:ecs:us-east-1:1:task/c/3f2a","version":3,
       "group":"service:avc-frontend-service","lastStatus":"RUNNING","desiredStatus":"RUNNING",
       "createdAt":1579801078.123,"connectivity":"CONNECTED","attachments":[],
       "containers":[{"name":"web","runtimeId":"50f7","lastStatus":"RUNNING",
        "networkBindings":[{"bindIP":"0.0.0.0","containerPort":80,"hostPort":32768,"protocol":"tcp"}],
        "networkInterfaces":[],"healthStatus":"UNKNOWN","cpu":"0","memory":"64"}]}]}\
      """;
  private static final String FARGATE =
      """
      {"tasks":[{"attachments":[{"id":"1789","type":"ElasticNetworkInterface","status":"ATTACHED",
       "details":[{"name":"privateIPv4Address","value":"10.0.0.139"}]}],"launchType":"FARGATE",
       "containers":[{"networkBindings":[],"networkInterfaces":[{"attachmentId":"1789",
        "privateIpv4Address":"10.0.0.139"}],"managedAgents":[{"name":"ExecuteCommandAgent",
        "lastStartedAt":1579801078.5,"lastStatus":"RUNNING"}]}],"enableExecuteCommand":false}]}\
      """;

  @ParameterizedTest
  @ValueSource(strings = {BRIDGE, FARGATE})
  void goldenSample_readAndWritten_isTheSame(String golden) throws Exception {
    DescribeTasksResponse.Builder builder = DescribeTasksResponse.builder();
    JsonShapes.WIRE.read(JSON.readTree(golden), builder);
    JsonNode written = JsonShapes.WIRE.write(builder.build());
    assertThat(JSON.readTree(written.toString())).isEqualTo(JSON.readTree(golden));
  }

  @Test
  void unknownField_howeverDeep_isNoticed() throws Exception {
    JsonNode document = JSON.readTree("{\"tasks\":[{\"containers\":[{\"netwrkBindings\":[]}]}]}");
    assertThatThrownBy(() -> JsonShapes.WIRE.read(document, DescribeTasksResponse.builder()))
        .isInstanceOf(UnknownField.class)
        .hasMessage("no field netwrkBindings in Container");
  }

  @Test
  void times_areSecondsOnTheWire_andIsoInEvents() {
    Task task = Task.builder().createdAt(Instant.parse("2020-01-23T17:57:58.250Z")).build();
    assertThat(JsonShapes.WIRE.write(task)).hasToString("{\"createdAt\":1579802278.250}");
    assertThat(JsonShapes.EVENTS.write(task))
        .hasToString("{\"createdAt\":\"2020-01-23T17:57:58.250Z\"}");
  }

  @Test
  void mapsAndNestedLists_areWritten() throws Exception {
    TaskDefinition definition =
        TaskDefinition.builder()
            .containerDefinitions(
                ContainerDefinition.builder()
                    .name("app")
                    .dockerLabels(Map.of("traefik.port", "80"))
                    .essential(true)
                    .build())
            .build();
    TaskDefinition.Builder read = TaskDefinition.builder();
    JsonShapes.WIRE.read(JSON.readTree(JsonShapes.WIRE.write(definition).toString()), read);
    assertThat(read.build()).isEqualTo(definition);
  }

  @Test
  void queryParameters_ofBothDialects_areRead() {
    DescribeInstancesRequest.Builder ec2 = DescribeInstancesRequest.builder();
    QueryShapes.read(
        Map.of(
            "Filter.1.Name", "instance-id",
            "Filter.1.Value.1", "i-1",
            "Filter.1.Value.2", "i-2",
            "MaxResults", "5"),
        ec2);
    assertThat(ec2.build())
        .isEqualTo(
            DescribeInstancesRequest.builder()
                .filters(Filter.builder().name("instance-id").values("i-1", "i-2").build())
                .maxResults(5)
                .build());

    SubscribeRequest.Builder sns = SubscribeRequest.builder();
    QueryShapes.read(
        Map.of("Attributes.entry.1.key", "RawMessageDelivery", "Attributes.entry.1.value", "true"),
        sns);
    assertThat(sns.build().attributes()).containsEntry("RawMessageDelivery", "true");
    assertThatThrownBy(() -> QueryShapes.read(Map.of("Topic", "x"), SubscribeRequest.builder()))
        .isInstanceOf(UnknownField.class);
  }

  @Test
  void xml_isWrittenInTheNamesOfAnswers_andEscaped() {
    DescribeInstancesResponse response =
        DescribeInstancesResponse.builder()
            .reservations(
                Reservation.builder()
                    .instances(
                        Instance.builder().instanceId("i-1").privateIpAddress("10.0.0.1").build())
                    .build())
            .build();
    assertThat(XmlShapes.write(response))
        .isEqualTo(
            "<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>"
                + "<privateIpAddress>10.0.0.1</privateIpAddress></item></instancesSet></item>"
                + "</reservationSet>");
    assertThat(
            XmlShapes.write(
                GetTopicAttributesResponse.builder().attributes(Map.of("a<", "\"b\"&")).build()))
        .isEqualTo(
            "<Attributes><entry><key>a&lt;</key><value>&quot;b&quot;&amp;</value></entry>"
                + "</Attributes>");
  }
}
