package io.github.ecstasktracker.app.aws;

import io.github.ecstasktracker.model.MonotonicClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Creates the AWS clients and closes them in reverse order.
 *
 * <ul>
 *   <li>All clients share one connection pool, except those of the lease and of the history; all
 *       share one credentials provider.
 *   <li>Every call and every attempt has a time limit, and every attempt is counted.
 *   <li>The SDK resolves endpoints, including AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_{service}.
 * </ul>
 */
public final class AwsClients implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ACQUIRE = Duration.ofSeconds(5);
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(16);

  /** SQS holds a receive on an empty queue for up to 20 s. */
  private static final Duration POLL_ATTEMPT = Duration.ofSeconds(25);

  private static final Duration POLL_CALL = Duration.ofSeconds(30);
  private static final Duration CLOUD_WATCH_CALL = Duration.ofSeconds(8);
  private static final int CONNECTIONS_MAX = 64;

  /** The elector makes one call at a time. */
  private static final int LEASE_CONNECTIONS_MAX = 4;

  /** For one write and the lookups that {@link io.github.ecstasktracker.history.Recall} allows. */
  private static final int HISTORY_CONNECTIONS_MAX = 10;

  private final Region region;
  private final AttemptMetrics metrics;
  private final SdkHttpClient http;
  private final DefaultCredentialsProvider credentials;
  private final Deque<SdkAutoCloseable> open = new ArrayDeque<>();

  public AwsClients(
      String region, MeterRegistry registry, MonotonicClock clock, AttemptListener retries) {
    this.region = Region.of(region);
    this.metrics = new AttemptMetrics(registry, clock, retries);
    this.http = http(CONNECTIONS_MAX);
    this.credentials = DefaultCredentialsProvider.builder().build();
    open.push(http);
    open.push(credentials);
  }

  private static SdkHttpClient http(int connectionsMax) {
    return Apache5HttpClient.builder()
        .maxConnections(connectionsMax)
        .connectionTimeout(CONNECT)
        .connectionAcquisitionTimeout(ACQUIRE)
        .socketTimeout(POLL_ATTEMPT)
        .tcpKeepAlive(true)
        .build();
  }

  public EcsClient ecs() {
    return make(EcsClient.builder().region(region), ATTEMPT, CALL);
  }

  public Ec2Client ec2() {
    return make(Ec2Client.builder().region(region), ATTEMPT, CALL);
  }

  public SsmClient ssm() {
    return make(SsmClient.builder().region(region), ATTEMPT, CALL);
  }

  public DynamoDbClient dynamoDb() {
    return make(DynamoDbClient.builder().region(region), ATTEMPT, CALL);
  }

  /**
   * A client of the lease, with its own connections: if all shared ones were busy, the lease would
   * be lost.
   */
  public DynamoDbClient leaseDynamoDb() {
    return dynamoDb(LEASE_CONNECTIONS_MAX);
  }

  /** A client of the history, with its own connections: no pass waits for a slow history. */
  public DynamoDbClient historyDynamoDb() {
    return dynamoDb(HISTORY_CONNECTIONS_MAX);
  }

  private DynamoDbClient dynamoDb(int ownConnections) {
    SdkHttpClient own = http(ownConnections);
    open.push(own);
    return make(DynamoDbClient.builder().region(region), own, ATTEMPT, CALL);
  }

  public SqsClient sqs() {
    return make(SqsClient.builder().region(region), POLL_ATTEMPT, POLL_CALL);
  }

  /** A client in the topic's Region, which may differ from the clusters' Region. */
  public SnsClient sns(Region topicRegion) {
    return make(SnsClient.builder().region(topicRegion), ATTEMPT, CALL);
  }

  public EventBridgeClient events() {
    return make(EventBridgeClient.builder().region(region), ATTEMPT, CALL);
  }

  /** Metrics are sent again the next minute, so none is worth a long wait. */
  public CloudWatchClient cloudWatch() {
    return make(CloudWatchClient.builder().region(region), ATTEMPT, CLOUD_WATCH_CALL);
  }

  public StsClient sts() {
    return make(StsClient.builder().region(region), ATTEMPT, CALL);
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient>
      C make(B builder, Duration attempt, Duration call) {
    return make(builder, http, attempt, call);
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient>
      C make(B builder, SdkHttpClient connections, Duration attempt, Duration call) {
    C client =
        builder
            .credentialsProvider(credentials)
            .httpClient(connections)
            .overrideConfiguration(
                o ->
                    o.apiCallAttemptTimeout(attempt)
                        .apiCallTimeout(call)
                        .retryStrategy(TransportRetries.strategy())
                        .addExecutionInterceptor(metrics))
            .build();
    open.push(client);
    return client;
  }
}
