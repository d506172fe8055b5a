package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.excluded;
import static io.github.ecstasktracker.ecs.TaskCase.awsvpc;
import static io.github.ecstasktracker.ecs.TaskCase.binding;
import static io.github.ecstasktracker.ecs.TaskCase.bridge;
import static io.github.ecstasktracker.ecs.TaskCase.http;
import static io.github.ecstasktracker.ecs.TaskCase.mapping;
import static io.github.ecstasktracker.ecs.TaskCase.server;
import static io.github.ecstasktracker.ecs.TaskCase.tcp;
import static io.github.ecstasktracker.ecs.TaskCase.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.ManagedAgent;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.Task;

/** Where a task listens, row by row. */
class AddressRulesTest {
  private static TaskCase bound(String mode, NetworkBinding... bindings) {
    return TaskCase.of(mode).container("web", c -> {}, c -> c.networkBindings(bindings), tcp(8080));
  }

  private static NetworkBinding range(String container, String host) {
    return NetworkBinding.builder()
        .bindIP("0.0.0.0")
        .containerPortRange(container)
        .hostPortRange(host)
        .protocol("tcp")
        .build();
  }

  private static Attachment attachment(String type, String status, String ip) {
    return Attachment.builder()
        .type(type)
        .status(status)
        .details(
            KeyValuePair.builder().name("subnetId").value("subnet-1").build(),
            KeyValuePair.builder().name("privateIPv4Address").value(ip).build())
        .build();
  }

  private static TaskCase attached(Attachment... attachments) {
    return TaskCase.of("awsvpc")
        .container("web", c -> {}, c -> {}, tcp(8080))
        .task(t -> t.attachments(attachments));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"bridge", "default", "nat"})
  void bridge_isTheHostAndTheBoundPort_alsoUnderTheModesOtherNames(String mode) {
    assertThat(bound(mode, binding(8080, 32_768)).state()).isEqualTo(http("10.0.1.5", 32_768));
  }

  @Test
  void bridge_bindingsOfOtherPortsOnly_areNotYetTheAddress() {
    assertThat(bound("bridge", binding(9090, 32_768)).state())
        .isEqualTo(unknown("container web shows no binding of port 8080 yet"));
    assertThat(bound("bridge", binding(8080, 0)).state())
        .isEqualTo(unknown("container web shows no binding of port 8080 yet"));
  }

  @Test
  void bridge_withoutAContainerInstanceYet_concludesNothing() {
    assertThat(bridge().task(t -> t.containerInstanceArn(null)).state())
        .isEqualTo(unknown("the task names no container instance"));
  }

  @Test
  void bridge_hostNotFound_concludesNothing() {
    assertThat(bridge().host(new Result.Failed<>("host i-1: down", false)).state())
        .isEqualTo(unknown("host i-1: down"));
    assertThat(bridge().task(t -> t.containerInstanceArn("another")).state())
        .isEqualTo(unknown("container instance not looked up"));
  }

  @ParameterizedTest
  @CsvSource({"0, 8080", "9443, 9443"})
  void host_withoutBindings_isTheDefinitionsPort(int hostPort, int port) {
    TaskCase example =
        TaskCase.of("host")
            .container(
                "web", c -> {}, c -> {}, mapping(m -> m.containerPort(8080).hostPort(hostPort)));

    assertThat(example.state()).isEqualTo(http("10.0.1.5", port));
  }

  @Test
  void host_withBindingsAllTheSame_believesThem() {
    assertThat(bound("host", binding(8080, 8081)).state()).isEqualTo(http("10.0.1.5", 8081));
  }

  @Test
  void host_labelledPortNobodyMapped_isReachedAllTheSame() {
    TaskCase example =
        TaskCase.of("host")
            .container("web", c -> c.dockerLabels(Map.of("traefik.port", "9000")), c -> {});

    assertThat(example.state()).isEqualTo(http("10.0.1.5", 9000));
  }

  @Test
  void awsvpc_isTheContainersInterfaceAndTheContainerPort() {
    assertThat(awsvpc().task(t -> t.containerInstanceArn(null)).state())
        .isEqualTo(http("10.0.2.9", 8080));
    assertThat(
            awsvpc()
                .task(
                    t ->
                        t.attachments(attachment("ElasticNetworkInterface", "ATTACHED", "1.2.3.4")))
                .state())
        .isEqualTo(http("10.0.2.9", 8080));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ElasticNetworkInterface", "eni"})
  void awsvpc_withoutInterfacesOfTheContainer_isTheAttachment(String type) {
    assertThat(attached(attachment(type, "ATTACHED", "10.0.2.7")).state())
        .isEqualTo(http("10.0.2.7", 8080));
  }

  @Test
  void awsvpc_attachmentOfAnotherType_isNoAddress() {
    assertThat(
            attached(
                    attachment("Service Connect", "ATTACHED", "10.0.2.1"),
                    attachment("AmazonElasticBlockStorage", "ATTACHED", "10.0.2.2"),
                    attachment(null, "ATTACHED", "10.0.2.3"),
                    attachment("ElasticNetworkInterface", "ATTACHED", "10.0.2.7"))
                .state())
        .isEqualTo(http("10.0.2.7", 8080));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRECREATED", "ATTACHING", "DETACHED", "DELETED"})
  void awsvpc_attachmentNotAttached_concludesNothing(String status) {
    assertThat(attached(attachment("ElasticNetworkInterface", status, "10.0.2.7")).state())
        .isEqualTo(unknown("container web shows no network interface yet"));
  }

  @Test
  void awsvpc_stoppedTask_isFoundByItsDetachedInterface() {
    assertThat(
            attached(attachment("ElasticNetworkInterface", "DELETED", "10.0.2.7"))
                .task(t -> t.lastStatus("STOPPED"))
                .state())
        .isEqualTo(excluded(Cause.STOPPED, new Address("10.0.2.7", 8080), "task is STOPPED"));
  }

  @Test
  void awsvpc_ipv6Only_isBracketedInUrlAndKey() {
    Consumer<Container.Builder> v6 =
        c -> c.networkInterfaces(NetworkInterface.builder().ipv6Address("2001:db8::5").build());
    TaskCase example = TaskCase.of("awsvpc").container("web", c -> {}, v6, tcp(8080));

    assertThat(example.state())
        .isInstanceOfSatisfying(
            TaskState.Resolved.class,
            resolved -> {
              assertThat(resolved.server().url()).isEqualTo("http://[2001:db8::5]:8080");
              assertThat(resolved.server().key()).isEqualTo("[2001:db8::5]:8080");
            });
  }

  @Test
  void awsvpc_severalContainersOnOneAddress_firstUsablePortOfTheDefinitionServes() {
    Consumer<Container.Builder> nic = c -> c.networkInterfaces(TaskCase.nic("10.0.2.9"));
    TaskCase example =
        TaskCase.of("awsvpc")
            .container("log", c -> {}, nic)
            .container("web", c -> {}, nic, tcp(8080), tcp(8081))
            .container("admin", c -> {}, nic, tcp(9000));

    assertThat(example.state()).isEqualTo(http("10.0.2.9", 8080));
  }

  @Test
  void external_isBridgeOrHostAtTheMachinesAddress() {
    assertThat(
            bridge()
                .task(t -> t.launchType("EXTERNAL"))
                .host(new Result.Ok<>(new Host("172.16.0.154", null)))
                .state())
        .isEqualTo(http("172.16.0.154", 32_768));
  }

  @Test
  void none_isSkipped() {
    assertThat(TaskCase.of("none").container("web", c -> {}, c -> {}, tcp(8080)).state())
        .isEqualTo(
            excluded(Cause.NO_ADDRESS, "no port: task definition web:7 has network mode none"));
    assertThat(
            new Addresses(Map.of())
                .locate(
                    NetworkMode.NONE,
                    (Serving.Port) bridge().summary().serving(),
                    Task.builder().build(),
                    Container.builder().build()))
        .isEqualTo(new Located.Nowhere("network mode none"));
  }

  @Test
  void duplicates_ofIpv4AndIpv6_ipv4Wins_whateverTheirOrder() {
    assertThat(
            bound(
                    "bridge",
                    binding("::", 8080, 49_154, "tcp"),
                    binding("0.0.0.0", 8080, 49_155, "tcp"))
                .state())
        .isEqualTo(http("10.0.1.5", 49_155));
  }

  @Test
  void onlyIpv6Bound_isTheHostsIpv6Address() {
    TaskCase example = bound("bridge", binding("::", 8080, 49_154, "tcp"));

    assertThat(example.host(new Result.Ok<>(new Host("10.0.1.5", "2001:db8::1"))).state())
        .isEqualTo(http("2001:db8::1", 49_154));
    assertThat(bound("bridge", binding("::", 8080, 49_154, "tcp")).state())
        .isEqualTo(http("10.0.1.5", 49_154));
  }

  @Test
  void onePortBoundTwice_theChoiceDoesNotDependOnTheOrder() {
    assertThat(bound("bridge", binding(8080, 8002), binding(8080, 8001)).state())
        .isEqualTo(http("10.0.1.5", 8001));
    assertThat(bound("bridge", binding(8080, 8001), binding(8080, 8002)).state())
        .isEqualTo(http("10.0.1.5", 8001));
  }

  @Test
  void bindIpOfOneAddress_isTheHost_andNeedsNoLookup() {
    assertThat(
            bound("bridge", binding("10.0.9.9", 8080, 32_768, "tcp"))
                .host(new Result.Failed<>("not needed", false))
                .state())
        .isEqualTo(http("10.0.9.9", 32_768));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1"})
  void bindIpOfTheLoopback_isReachedByNobody(String ip) {
    assertThat(bound("bridge", binding(ip, 8080, 32_768, "tcp")).state())
        .isEqualTo(
            excluded(
                Cause.NO_ADDRESS,
                "no port: bound to " + ip + " only, which no other host reaches"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "")
  void bindIpAbsent_isEveryAddress(String ip) {
    assertThat(bound("bridge", binding(ip, 8080, 32_768, null)).state())
        .isEqualTo(http("10.0.1.5", 32_768));
  }

  @Test
  void portRange_hasNeitherPort_andIsCountedFromItsFirst() {
    PortMapping ports = mapping(m -> m.containerPortRange("8080-8090").protocol("tcp"));
    TaskCase first =
        TaskCase.of("bridge")
            .container(
                "web", c -> {}, c -> c.networkBindings(range("8080-8090", "32780-32790")), ports);
    TaskCase labelled =
        TaskCase.of("bridge")
            .container(
                "web",
                c -> c.dockerLabels(Map.of("traefik.port", "8085")),
                c -> c.networkBindings(range("8080-8090", "32780-32790")),
                ports);

    assertThat(first.state()).isEqualTo(http("10.0.1.5", 32_780));
    assertThat(labelled.state()).isEqualTo(http("10.0.1.5", 32_785));
  }

  @Test
  void portRange_reportedAsSinglePorts_isUnderstood() {
    TaskCase example =
        TaskCase.of("bridge")
            .container(
                "web",
                c -> {},
                c -> c.networkBindings(binding(8081, 40_000), binding(8080, 45_000)),
                mapping(m -> m.containerPortRange("8080-8081")));

    assertThat(example.state()).isEqualTo(http("10.0.1.5", 45_000));
  }

  @ParameterizedTest
  @CsvSource({
    "8080-8090, 32780-32779",
    "8080-8090, 1-2-3",
    "8080-8090, 0-10",
    "8080-8090, 65530-65540",
    "9000-9001, 32780-32781",
    "8079-8090, 32780-32780"
  })
  void portRange_thatMakesNoSense_concludesNothing(String container, String host) {
    assertThat(bound("bridge", range(container, host)).state())
        .isEqualTo(unknown("container web shows no binding of port 8080 yet"));
  }

  @Test
  void udp_isNeitherAPortNorABinding() {
    assertThat(bound("bridge", binding("0.0.0.0", 8080, 1, "udp"), binding(8080, 32_768)).state())
        .isEqualTo(http("10.0.1.5", 32_768));
    TaskCase mapped =
        TaskCase.of("bridge")
            .container(
                "web",
                c -> {},
                c -> c.networkBindings(binding(8080, 32_768)),
                mapping(m -> m.containerPort(53).protocol("udp")),
                tcp(8080));
    assertThat(mapped.state()).isEqualTo(http("10.0.1.5", 32_768));
    assertThat(
            TaskCase.of("bridge")
                .container(
                    "dns", c -> {}, c -> {}, mapping(m -> m.containerPort(53).protocol("udp")))
                .state())
        .isEqualTo(
            excluded(Cause.NO_ADDRESS, "no port: bridge task definition web:7 maps no TCP port"));
  }

  @Test
  void serviceConnectInBridgeMode_bindingsAreTheAppContainers() {
    TaskCase example =
        bridge()
            .container(
                "ecs-service-connect-x",
                c -> {},
                c -> c.networkBindings(binding(15_000, 32_999)),
                tcp(15_000));

    assertThat(example.state()).isEqualTo(http("10.0.1.5", 32_768));
  }

  @ParameterizedTest
  @CsvSource({"http, http", "http2, h2c", "grpc, h2c"})
  void appProtocol_ofTheDefinition_isTheScheme(String appProtocol, String scheme) {
    TaskCase example =
        TaskCase.of("bridge")
            .container(
                "web",
                c -> {},
                c -> c.networkBindings(binding(8080, 32_768)),
                mapping(m -> m.name("main").containerPort(8080).appProtocol(appProtocol)));

    assertThat(example.state()).isEqualTo(server("10.0.1.5", 32_768, scheme, OptionalInt.empty()));
  }

  @Test
  void definitionWithoutPorts_saysSoPlainly() {
    assertThat(TaskCase.of("awsvpc").container("web", c -> {}, c -> {}).state())
        .isEqualTo(excluded(Cause.NO_ADDRESS, "no port: awsvpc task definition web:7 maps none"));
    assertThat(
            TaskCase.of("awsvpc")
                .container("web", c -> {}, c -> {})
                .task(t -> t.desiredStatus("STOPPED"))
                .state())
        .isEqualTo(excluded(Cause.STOPPING, "task is about to stop"));
    assertThat(TaskCase.of("awsvpc").state())
        .isEqualTo(excluded(Cause.NO_ADDRESS, "no port: awsvpc task definition web:7 maps none"));
  }

  @Test
  void mappingOutOfRange_isNoPort() {
    assertThat(
            TaskCase.of("bridge")
                .container("web", c -> {}, c -> {}, mapping(m -> m.containerPort(70_000)))
                .state())
        .isEqualTo(
            excluded(Cause.NO_ADDRESS, "no port: bridge task definition web:7 maps no TCP port"));
  }

  @Test
  void addressThatIsNone_concludesNothing_andHoldsNothingElseUp() {
    assertThat(
            TaskCase.of("awsvpc")
                .container(
                    "web", c -> {}, c -> c.networkInterfaces(TaskCase.nic("[odd")), tcp(8080))
                .state())
        .isEqualTo(unknown("'[odd' is no address"));
  }

  @Test
  void runtimeIdAndManagedAgents_areNotAsked() {
    TaskCase example =
        TaskCase.of("bridge")
            .container(
                "web",
                c -> {},
                c ->
                    c.runtimeId(null)
                        .managedAgents(
                            ManagedAgent.builder()
                                .name("ExecuteCommandAgent")
                                .lastStatus("STOPPED")
                                .build())
                        .networkBindings(binding(8080, 32_768)),
                tcp(8080));

    assertThat(example.state()).isEqualTo(http("10.0.1.5", 32_768));
  }
}
