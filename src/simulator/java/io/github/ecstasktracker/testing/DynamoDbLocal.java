package io.github.ecstasktracker.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * A DynamoDB Local of one's own: a process on a free port of the loopback interface, in memory,
 * that ends with {@link #close()} and at the latest with this JVM.
 *
 * <p>Its jars are where the build copies them, beside the test classes that this class is in. It
 * never throttles, never reports a transaction conflict and is always consistent.
 */
public final class DynamoDbLocal implements AutoCloseable {
  private static final String PORT_LINE = "PORT ";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

  private final Process process;
  private final URI endpoint;
  private final AtomicInteger tables = new AtomicInteger();

  private DynamoDbLocal(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts one and returns when it serves. */
  public static DynamoDbLocal start() {
    Process process = launch();
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("dynamodb-local-output").start(() -> drain(process, port));
    try {
      return new DynamoDbLocal(
          process,
          URI.create("http://127.0.0.1:" + port.get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)));
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IllegalStateException("DynamoDB Local did not start", e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while DynamoDB Local started", e);
    }
  }

  /** For {@code AWS_ENDPOINT_URL_DYNAMODB}. Any credentials and any Region do. */
  public URI endpoint() {
    return endpoint;
  }

  /** A client without retries, so that a test sees each answer; the caller closes it. */
  public DynamoDbClient client() {
    return clientBuilder().build();
  }

  public DynamoDbClientBuilder clientBuilder() {
    return DynamoDbClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(Apache5HttpClient.builder())
        .overrideConfiguration(
            all ->
                all.apiCallTimeout(CALL_TIMEOUT)
                    .apiCallAttemptTimeout(CALL_TIMEOUT)
                    .retryStrategy(retries -> retries.maxAttempts(1)));
  }

  /** An empty table of the managed table's shape, under a name that nobody else has here. */
  public String newTable(DynamoDbClient client) {
    String name = "traefik-" + tables.incrementAndGet();
    createTable(client, name);
    return name;
  }

  /** An empty table whose key is one string attribute, named id. */
  public void createTable(DynamoDbClient client, String name) {
    createTable(client, name, List.of(keyPart("id", ScalarAttributeType.S)));
  }

  /**
   * An empty table.
   *
   * @param key the partition key, and the sort key where there is one
   */
  public void createTable(DynamoDbClient client, String name, List<AttributeDefinition> key) {
    List<KeySchemaElement> schema = new ArrayList<>();
    for (AttributeDefinition part : key) {
      schema.add(
          KeySchemaElement.builder()
              .attributeName(part.attributeName())
              .keyType(schema.isEmpty() ? KeyType.HASH : KeyType.RANGE)
              .build());
    }
    client.createTable(
        table ->
            table
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(key)
                .keySchema(schema));
  }

  public static AttributeDefinition keyPart(String name, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static Process launch() {
    Path classes = testClasses();
    Path jars = classes.resolveSibling("dynamodb-local");
    if (!Files.isDirectory(jars)) {
      throw new IllegalStateException(
          "DynamoDB Local is not at " + jars + "; mvn generate-test-resources puts it there");
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            jars + File.separator + "*" + File.pathSeparator + classes,
            DynamoDbLocalMain.class.getName());
    builder.environment().put("DDB_LOCAL_TELEMETRY", "0");
    builder.environment().put("AWS_REGION", Region.US_EAST_1.id());
    try {
      return builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the port, then reads on so that the process never blocks on a full pipe. */
  private static void drain(Process process, CompletableFuture<Integer> port) {
    StringBuilder before = new StringBuilder();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      @Nullable String line;
      while ((line = output.readLine()) != null) {
        if (line.startsWith(PORT_LINE)) {
          port.complete(Integer.parseInt(line.substring(PORT_LINE.length())));
        } else if (!port.isDone()) {
          before.append(line).append('\n');
        }
      }
      port.completeExceptionally(new IllegalStateException("it ended: " + before));
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
  }

  private static Path testClasses() {
    try {
      return Path.of(
          DynamoDbLocal.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
