package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.config.Verb;
import io.github.ecstasktracker.simulation.RealTimeDriver;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.wire.SimulatedAwsServer;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A simulated account with a real DynamoDB behind one endpoint, which every SDK client of this JVM
 * is sent to, and commands run against it.
 */
final class Stand implements AutoCloseable {
  static final String CLUSTER = "demo";

  private static final Map<String, String> PROPERTIES =
      Map.of("aws.accessKeyId", "test", "aws.secretAccessKey", "test");

  final SimulatedAccount account = SimulatedAccount.inRealTime(1);
  final DynamoDbClient dynamoDb;
  final String table;
  final SimulatedAwsServer server;
  private final RealTimeDriver driver = new RealTimeDriver(account);

  Stand(DynamoDbLocal local) {
    dynamoDb = local.client();
    table = local.newTable(dynamoDb);
    local.createTable(dynamoDb, table + "-lease");
    dynamoDb.updateTimeToLive(
        request ->
            request
                .tableName(table + "-lease")
                .timeToLiveSpecification(ttl -> ttl.attributeName("expires").enabled(true)));
    account.cluster(CLUSTER).hosts(2);
    server = new SimulatedAwsServer(account, Optional.of(local.endpoint()));
    PROPERTIES.forEach(System::setProperty);
    System.setProperty("aws.endpointUrl", server.url().toString());
  }

  /** What a command left behind. */
  record Ended(int code, String out, String err) {}

  /** Runs one to its end, with its looks close together. */
  Ended run(Verb verb, String... words) {
    Duration soon = Duration.ofMillis(20);
    return run(
        Commands.ofProcess()
            .with(Verb.DIFF, new DiffCommand(soon))
            .with(Verb.SYNC, new SyncCommand(soon, (action, exitCode) -> () -> {})),
        verb,
        words);
  }

  Ended run(Commands commands, Verb verb, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            env(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    List<String> line = new ArrayList<>(List.of(verb.word().split(" ")));
    line.addAll(List.of(words));
    int code = new App(commands).run(console, line.toArray(String[]::new));
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  Map<String, String> env() {
    Map<String, String> env = new HashMap<>();
    env.put("REGION", "eu-west-1");
    env.put("CLUSTER", CLUSTER);
    env.put("TRAEFIK_TABLE", table);
    env.put("AWS_ENDPOINT_URL", server.url().toString());
    env.put("ECS_TASK_TRACKER_LOG_LEVEL", "error");
    return env;
  }

  void put(Map<String, AttributeValue> item) {
    dynamoDb.putItem(request -> request.tableName(table).item(item));
  }

  Map<String, AttributeValue> item(String backend) {
    return dynamoDb
        .getItem(
            request ->
                request
                    .tableName(table)
                    .consistentRead(true)
                    .key(Map.of("id", AttributeValue.fromS(backend + "__backend"))))
        .item();
  }

  /** The keys of a backend's servers, sorted. */
  List<String> servers(String backend) {
    AttributeValue item = item(backend).get("backend");
    return item == null
        ? List.of()
        : item.m().get("servers").m().keySet().stream().sorted().toList();
  }

  @Override
  public void close() {
    PROPERTIES.keySet().forEach(System::clearProperty);
    System.clearProperty("aws.endpointUrl");
    server.close();
    driver.close();
    dynamoDb.close();
  }
}
