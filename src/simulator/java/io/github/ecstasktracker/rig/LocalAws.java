package io.github.ecstasktracker.rig;

import io.github.ecstasktracker.simulation.RealTimeDriver;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.wire.AnsweredCall;
import io.github.ecstasktracker.simulation.wire.HeldRequest;
import io.github.ecstasktracker.simulation.wire.SimulatedAwsServer;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * All of AWS that a controller needs, on this machine and in real time: a simulated account behind
 * one endpoint, and DynamoDB Local behind that, with an empty table and an empty lease table.
 *
 * <p>{@link #table()} goes to DynamoDB Local directly, so that the account's counters hold the
 * controller's calls alone.
 */
public final class LocalAws implements AutoCloseable {
  public static final String TABLE = "traefik";

  /** Where the lease lies unless told otherwise. */
  static final String LEASE_TABLE = TABLE + "-lease";

  private final SimulatedAccount account;
  private final SimulatedAwsServer server;
  private final DynamoDbLocal dynamoDb;
  private final DynamoDbClient client;
  private final TraefikTable table;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /**
   * Starts it.
   *
   * @param account in real time; nobody else may drive it
   */
  public LocalAws(SimulatedAccount account) {
    this.account = account;
    try {
      this.dynamoDb = opened(DynamoDbLocal.start());
      this.client = opened(dynamoDb.client());
      dynamoDb.createTable(client, TABLE);
      dynamoDb.createTable(client, LEASE_TABLE);
      this.table = new TraefikTable(client, TABLE);
      opened(new RealTimeDriver(account));
      this.server = opened(new SimulatedAwsServer(account, Optional.of(dynamoDb.endpoint())));
    } catch (RuntimeException e) {
      closeAfter(e);
      throw e;
    }
  }

  public SimulatedAccount account() {
    return account;
  }

  public TraefikTable table() {
    return table;
  }

  /** One more, empty, of the same shape. */
  public TraefikTable newTable(String name) {
    dynamoDb.createTable(client, name);
    return new TraefikTable(client, name);
  }

  /** From now on no answer comes sooner. */
  public void roundTrip(Duration least) {
    server.roundTrip(least);
  }

  /** From now on each call takes so long before anything of it is done. */
  public void way(Span span) {
    server.way(span);
  }

  /** One is told of every call when its answer is known, on any thread. */
  public void listen(Consumer<AnsweredCall> listener) {
    server.listen(listener);
  }

  /** For {@code AWS_ENDPOINT_URL}. */
  public URI endpoint() {
    return server.url();
  }

  /** Keeps the next such request to DynamoDB on its way; see {@link HeldRequest}. */
  public HeldRequest hold(String dynamoDbOperation, Predicate<String> wanted) {
    return server.hold(dynamoDbOperation, wanted);
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  private void closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Closes every part, and then tells of the first that could not be closed. */
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("local AWS did not close in order", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
