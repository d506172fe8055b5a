package io.github.ecstasktracker.simulation.wire;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
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

/** Real SDK clients of an endpoint, without retries, so that a test sees each answer by itself. */
public final class RealClients implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI endpoint;
  private final SdkHttpClient http = Apache5HttpClient.builder().maxConnections(50).build();

  public RealClients(URI endpoint) {
    this.endpoint = endpoint;
  }

  public EcsClient ecs() {
    return client(EcsClient.builder());
  }

  public Ec2Client ec2() {
    return client(Ec2Client.builder());
  }

  public SsmClient ssm() {
    return client(SsmClient.builder());
  }

  public SqsClient sqs() {
    return client(SqsClient.builder());
  }

  public SnsClient sns() {
    return client(SnsClient.builder());
  }

  public EventBridgeClient events() {
    return client(EventBridgeClient.builder());
  }

  public CloudWatchClient cloudWatch() {
    return client(CloudWatchClient.builder());
  }

  public StsClient sts() {
    return client(StsClient.builder());
  }

  public DynamoDbClient dynamoDb() {
    return client(DynamoDbClient.builder());
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClient(http)
        .overrideConfiguration(
            configuration ->
                configuration
                    .retryStrategy(retries -> retries.maxAttempts(1))
                    .apiCallTimeout(PATIENCE)
                    .apiCallAttemptTimeout(PATIENCE))
        .build();
  }

  @Override
  public void close() {
    http.close();
  }
}
