package io.github.ecstasktracker.simulation.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;

/** EC2, Systems Manager and STS as the real SDK clients see them, and what is refused. */
class OtherServicesWireTest {
  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(5);
  private final SimulatedAwsServer server = new SimulatedAwsServer(account);
  private final RealClients clients = new RealClients(server.url());
  private final Ec2Client ec2 = clients.ec2();

  @AfterEach
  void close() {
    clients.close();
    server.close();
  }

  @Test
  void instancesByFilter_unknownOnesAreJustAbsent() {
    account.cluster("demo").host("i-1", "10.0.0.1").host("i-2", "10.0.0.2");
    List<Instance> found = instances(ec2.describeInstances(r -> r.filters(ids("i-2", "i-9"))));
    assertThat(found)
        .singleElement()
        .satisfies(
            instance -> {
              assertThat(instance.instanceId()).isEqualTo("i-2");
              assertThat(instance.privateIpAddress()).isEqualTo("10.0.0.2");
              assertThat(instance.state().nameAsString()).isEqualTo("running");
            });
  }

  @Test
  void instancesByIds_oneUnknownFailsTheCall() {
    account.cluster("demo").host("i-1", "10.0.0.1").host("mi-1", "192.168.0.1");
    assertThat(instances(ec2.describeInstances(r -> r.instanceIds("i-1")))).hasSize(1);
    assertCode(
        "InvalidInstanceID.NotFound",
        () -> ec2.describeInstances(r -> r.instanceIds("i-1", "i-9")));
    assertCode(
        "InvalidInstanceID.Malformed", () -> ec2.describeInstances(r -> r.instanceIds("mi-1")));
    assertCode(
        "InvalidParameterCombination",
        () -> ec2.describeInstances(r -> r.instanceIds("i-1").maxResults(5)));
  }

  @Test
  void instances_comeInPages_andAFilterTakes200Values() {
    account.cluster("demo").hosts(12);
    assertThat(ec2.describeInstancesPaginator(r -> r.maxResults(5)).stream())
        .extracting(page -> instances(page).size())
        .containsExactly(5, 5, 2);
    String[] many = IntStream.range(0, 201).mapToObj(i -> "i-" + i).toArray(String[]::new);
    assertCode("FilterLimitExceeded", () -> ec2.describeInstances(r -> r.filters(ids(many))));
  }

  @Test
  void terminatedInstance_hasNoAddress() {
    account.cluster("demo").host("i-1", "10.0.0.1").kill("i-1");
    Instance gone = instances(ec2.describeInstances(r -> r.filters(ids("i-1")))).getFirst();
    assertThat(gone.state().nameAsString()).isEqualTo("terminated");
    assertThat(gone.privateIpAddress()).isNull();
  }

  @Test
  void ec2Throttle_hasItsOwnName() {
    account.buckets().throttle(Operation.DESCRIBE_INSTANCES, Duration.ofSeconds(10));
    Ec2Exception refused =
        catchThrowableOfType(
            Ec2Exception.class, () -> ec2.describeInstances(r -> r.filters(ids("i-1"))));
    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("RequestLimitExceeded");
    assertThat(refused.isThrottlingException()).isTrue();
    account.time().advance(Duration.ofSeconds(11));
    assertThat(instances(ec2.describeInstances(r -> r.filters(ids("i-1"))))).isEmpty();
  }

  @Test
  void managedMachines_areSystemsManagersAlone() {
    account.cluster("demo").host("i-1", "10.0.0.1").host("mi-1", "192.168.0.1");
    InstanceInformationStringFilter filter =
        InstanceInformationStringFilter.builder().key("InstanceIds").values("mi-1", "mi-9").build();
    assertThat(
            clients
                .ssm()
                .describeInstanceInformation(r -> r.filters(filter))
                .instanceInformationList())
        .singleElement()
        .extracting(InstanceInformation::ipAddress)
        .isEqualTo("192.168.0.1");
    assertThat(instances(ec2.describeInstances(r -> r.filters(ids("mi-1"))))).isEmpty();
  }

  @Test
  void callerIdentity_isTheAccounts() {
    assertThat(clients.sts().getCallerIdentity().account())
        .isEqualTo(account.identity().accountId());
  }

  @Test
  void plantedFaults_reachEveryProtocol() {
    account.faults().plant(Operation.GET_CALLER_IDENTITY, FaultKind.SERVER_ERROR, 1);
    account.faults().plant(Operation.DESCRIBE_INSTANCES, FaultKind.SERVER_ERROR, 1);
    assertThatThrownBy(() -> clients.sts().getCallerIdentity())
        .satisfies(e -> assertThat(e).hasMessageContaining("Status Code: 500"));
    assertCode("InternalError", () -> ec2.describeInstances(r -> r.filters(ids("i-1"))));
    assertThat(clients.sts().getCallerIdentity().userId()).isNotNull();
  }

  @Test
  void whatIsNotUnderstood_isRefusedAndCounted() throws Exception {
    String target = "AmazonEC2ContainerServiceV20141113.";
    assertThat(post(target + "ListTasks", "{\"clustre\":\"demo\"}").body())
        .contains("SerializationException", "no field clustre in ListTasksRequest");
    assertThat(post(target + "ListTasks", "{{").statusCode()).isEqualTo(400);
    assertThat(post(target + "DeleteCluster", "{}").body()).contains("UnknownOperation");
    assertThat(post("Nobody.Knows", "{}").statusCode()).isEqualTo(400);
    assertThat(server.refused()).isEqualTo(4);
  }

  private HttpResponse<String> post(String target, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(server.url() + "/"))
              .timeout(Duration.ofSeconds(10))
              .header("X-Amz-Target", target)
              .header("Content-Type", "application/x-amz-json-1.1")
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static void assertCode(String code, Runnable call) {
    Ec2Exception refused = catchThrowableOfType(Ec2Exception.class, call::run);
    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
  }

  private static Filter ids(String... ids) {
    return Filter.builder().name("instance-id").values(ids).build();
  }

  private static List<Instance> instances(DescribeInstancesResponse response) {
    return response.reservations().stream().flatMap(r -> r.instances().stream()).toList();
  }
}
