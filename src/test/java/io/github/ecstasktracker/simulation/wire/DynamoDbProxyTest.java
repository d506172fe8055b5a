package io.github.ecstasktracker.simulation.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** What lies between a client and a DynamoDB; the DynamoDB here only writes down who called. */
class DynamoDbProxyTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(2);
  private HttpServer upstream;
  private SimulatedAwsServer server;
  private RealClients clients;
  private DynamoDbClient dynamoDb;

  @BeforeEach
  void open() throws Exception {
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          arrived.add(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
          byte[] answer =
              "{\"Item\":{\"id\":{\"S\":\"web__backend\"}}}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    upstream.start();
    URI url = URI.create("http://127.0.0.1:" + upstream.getAddress().getPort());
    server = new SimulatedAwsServer(account, Optional.of(url));
    clients = new RealClients(server.url());
    dynamoDb = clients.dynamoDb();
  }

  @AfterEach
  void close() {
    clients.close();
    server.close();
    upstream.stop(0);
  }

  @Test
  void requests_arePassedOn_andWritesAreCounted() {
    assertThat(get().get("id").s()).isEqualTo("web__backend");
    put();
    assertThat(arrived).containsExactly("DynamoDB_20120810.GetItem", "DynamoDB_20120810.PutItem");
    assertThat(account.counters().calls("dynamodb")).isEqualTo(2);
    assertThat(account.counters().mutatingCalls("dynamodb")).isEqualTo(1);
  }

  @Test
  void timeoutBefore_neverArrives_andTimeoutAfter_does() {
    plant("PutItem", FaultKind.TIMEOUT);
    assertThatThrownBy(this::put).isInstanceOf(SdkClientException.class);
    assertThat(arrived).isEmpty();
    plant("PutItem", FaultKind.TIMEOUT_APPLIED);
    assertThatThrownBy(this::put).isInstanceOf(SdkClientException.class);
    assertThat(arrived).containsExactly("DynamoDB_20120810.PutItem");
  }

  @Test
  void throttleAndServerError_areDynamoDbs() {
    plant("GetItem", FaultKind.THROTTLE);
    assertThat(catchThrowableOfType(DynamoDbException.class, this::get).isThrottlingException())
        .isTrue();
    plant("GetItem", FaultKind.SERVER_ERROR);
    assertThat(catchThrowableOfType(DynamoDbException.class, this::get).statusCode())
        .isEqualTo(500);
    assertThat(arrived).isEmpty();
  }

  @Test
  void conflict_cancelsATransactionWithAReasonPerItem() {
    plant("TransactWriteItems", FaultKind.CONFLICT);
    TransactWriteItem put =
        TransactWriteItem.builder()
            .put(Put.builder().tableName("traefik").item(item()).build())
            .build();
    TransactionCanceledException cancelled =
        catchThrowableOfType(
            TransactionCanceledException.class,
            () -> dynamoDb.transactWriteItems(r -> r.transactItems(put, put, put)));
    assertThat(cancelled.cancellationReasons())
        .extracting(CancellationReason::code)
        .containsExactlyInAnyOrder("TransactionConflict", "None", "None");

    plant("PutItem", FaultKind.CONFLICT);
    assertThatThrownBy(this::put).isInstanceOf(TransactionConflictException.class);
    assertThat(arrived).isEmpty();
  }

  @Test
  void heldRequest_waitsUntilItIsLetGo_andLaterOnesPass() throws Exception {
    HeldRequest held = server.hold("PutItem", body -> body.contains("web__backend"));
    CompletableFuture<Void> first = CompletableFuture.runAsync(this::put);
    assertThat(held.awaitArrival(SOON)).isTrue();
    put();
    get();
    assertThat(first).isNotDone();
    assertThat(arrived).containsExactly("DynamoDB_20120810.PutItem", "DynamoDB_20120810.GetItem");

    assertThat(held.release(SOON)).startsWith("200 ").contains("web__backend");
    first.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(arrived).hasSize(3);
  }

  private void plant(String operation, FaultKind kind) {
    account.faults().plant(Operation.dynamoDb(operation), kind, 1);
  }

  private Map<String, AttributeValue> get() {
    return dynamoDb.getItem(r -> r.tableName("traefik").key(item())).item();
  }

  private void put() {
    dynamoDb.putItem(r -> r.tableName("traefik").item(item()));
  }

  private static Map<String, AttributeValue> item() {
    return Map.of("id", AttributeValue.fromS("web__backend"));
  }
}
