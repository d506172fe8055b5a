package io.github.ecstasktracker.demo;

import io.github.ecstasktracker.demo.Summary.Ending;
import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.rig.TraefikTable;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** All that acts may move: the account, the table, and the controller's process. */
final class Backstage implements AutoCloseable {
  /** The shortest that the controller takes: a resync in every act, within a minute of play. */
  static final Duration RESYNC = Duration.ofSeconds(5);

  static final Duration HEALTH = Duration.ofSeconds(2);

  /** Less than the default, as all times here. */
  static final Duration LEASE = Duration.ofSeconds(4);

  private static final String QUEUE = "ecs-events";
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  private final LocalAws aws;
  private final Path log;
  private final SortedMap<String, Map<String, AttributeValue>> foreign;
  private ControllerProcess controller;
  private Optional<ControllerProcess> standby = Optional.empty();
  private int started;
  private boolean weightKept = true;

  /**
   * Sets the stage: hosts, table, queue, and a controller that is ready.
   *
   * @param log where the controller's log goes
   */
  Backstage(LocalAws aws, Path log) {
    this.aws = aws;
    this.log = log;
    Cast.hosts(cluster());
    Cast.items(aws.table());
    this.foreign = aws.table().foreign(Cast.services());
    aws.account().events().toQueue(QUEUE);
    this.controller = launch();
  }

  private ControllerProcess launch() {
    return ControllerProcess.start(
        aws,
        ControllerProcess.freePort(),
        log,
        List.of(
            "--cluster",
            Cast.CLUSTER,
            "--queue-url",
            account().events().queueUrl(QUEUE),
            "--resync-interval",
            RESYNC.toSeconds() + "s",
            "--health-interval",
            HEALTH.toSeconds() + "s",
            "--replica-name",
            "replica-" + ++started,
            "--lease-duration",
            LEASE.toSeconds() + "s",
            "--lease-renew-deadline",
            "3s",
            "--lease-retry-period",
            "500ms"));
  }

  SimulatedAccount account() {
    return aws.account();
  }

  ClusterScript cluster() {
    return account().cluster(Cast.CLUSTER);
  }

  TraefikTable table() {
    return aws.table();
  }

  URI url() {
    return controller.url();
  }

  void awaitReady() throws InterruptedException {
    controller.awaitReady();
  }

  void pause(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  /** Another process beside the one that leads. */
  void startStandby() throws InterruptedException {
    standby = Optional.of(launch());
    standby.get().awaitReady();
  }

  /**
   * As kill -9 does: nothing is finished, nothing handed back. What comes then is the standby's.
   */
  void killLeader() throws InterruptedException {
    controller.kill();
    controller.close();
    controller = standby.orElseThrow();
    standby = Optional.empty();
  }

  Ending stopController() throws InterruptedException {
    OptionalInt code = controller.stop(STOP_WITHIN);
    return code.isPresent() ? new Ending.Exited(code.getAsInt()) : new Ending.TimedOut();
  }

  /** What the controller says that it wrote, and why. */
  Causes causes() throws InterruptedException {
    return controller.get("/changes?limit=1000").map(Causes::of).orElseGet(Causes::none);
  }

  /** Sets a weight by hand, to be found as it is by {@link #checkWeight}. */
  void setWeight(String service, String server, int weight) {
    table().setWeight(service, server, weight);
  }

  void checkWeight(String service, String server, int weight) {
    weightKept &= table().weight(service, server).equals(Integer.toString(weight));
  }

  boolean weightKept() {
    return weightKept;
  }

  /** Changes the circuit breaker by hand, which from then on is to stay as it is. */
  void setCircuitBreaker(String service, String expression) {
    AttributeValue breaker = Cast.circuitBreaker(expression);
    table().setBackendAttribute(service, "circuitBreaker", breaker);
    String id = TraefikTable.id(service);
    foreign.put(id, aws.table().foreign(Cast.services()).get(id));
  }

  int foreignItems() {
    return foreign.size();
  }

  /** Whether all that is not the controller's is as its editors left it. */
  boolean foreignUntouched() {
    SortedMap<String, Map<String, AttributeValue>> now = aws.table().foreign(Cast.services());
    return foreign.entrySet().stream()
        .allMatch(item -> item.getValue().equals(now.get(item.getKey())));
  }

  @Override
  public void close() {
    standby.ifPresent(ControllerProcess::close);
    controller.close();
  }
}
