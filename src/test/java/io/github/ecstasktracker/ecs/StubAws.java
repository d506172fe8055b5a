package io.github.ecstasktracker.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * AWS at the other end of the wire: answers the real SDK clients with documents, counts what they
 * ask, and fails when told to. The clients retry nothing, so a request here is a call there.
 */
final class StubAws implements SdkHttpClient {
  static final ObjectMapper JSON = new ObjectMapper();

  record Call(String operation, JsonNode request) {}

  record Answer(int status, String body) {
    static Answer ok(JsonNode body) {
      return new Answer(200, body.toString());
    }

    static Answer ok(String body) {
      return new Answer(200, body);
    }

    static Answer error(String code, String message) {
      return new Answer(
          400, JSON.createObjectNode().put("__type", code).put("message", message).toString());
    }

    static Answer ec2Error(String code, String message) {
      return new Answer(
          503,
          "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors></Response>"
              .formatted(code, message));
    }
  }

  private final Map<String, Function<JsonNode, Answer>> operations = new ConcurrentHashMap<>();
  private final Map<String, Answer> faults = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  void on(String operation, Function<JsonNode, Answer> answer) {
    operations.put(operation, answer);
  }

  /** The nth call of an operation, from 1, fails. */
  void fail(String operation, int nth, Answer error) {
    faults.put(operation + "#" + nth, error);
  }

  /** Every call of an operation fails. */
  void fail(String operation, Answer error) {
    on(operation, request -> error);
  }

  List<JsonNode> requests(String operation) {
    return calls.stream()
        .filter(call -> call.operation().equals(operation))
        .map(Call::request)
        .toList();
  }

  int count(String operation) {
    return requests(operation).size();
  }

  int count() {
    return calls.size();
  }

  void forgetCalls() {
    calls.clear();
    faults.clear();
  }

  static String fixture(String name) {
    try {
      return Files.readString(Path.of("test-fixtures", "ecs", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  EcsClient ecs() {
    return EcsClient.builder()
        .httpClient(this)
        .region(Region.US_WEST_2)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  Ec2Client ec2() {
    return Ec2Client.builder()
        .httpClient(this)
        .region(Region.US_WEST_2)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  SsmClient ssm() {
    return SsmClient.builder()
        .httpClient(this)
        .region(Region.US_WEST_2)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        byte[] body = request.contentStreamProvider().orElseThrow().newStream().readAllBytes();
        Answer answer = answer(request, new String(body, StandardCharsets.UTF_8));
        return HttpExecuteResponse.builder()
            .response(SdkHttpResponse.builder().statusCode(answer.status()).build())
            .responseBody(
                AbortableInputStream.create(
                    new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8))))
            .build();
      }

      @Override
      public void abort() {}
    };
  }

  @Override
  public void close() {}

  private Answer answer(HttpExecuteRequest request, String body) {
    Call call =
        request
            .httpRequest()
            .firstMatchingHeader("X-Amz-Target")
            .map(target -> new Call(target.substring(target.indexOf('.') + 1), json(body)))
            .orElseGet(() -> form(body));
    calls.add(call);
    Answer fault = faults.get(call.operation() + "#" + count(call.operation()));
    Function<JsonNode, Answer> operation = operations.get(call.operation());
    if (fault == null && operation == null) {
      throw new AssertionError("nobody expects " + call);
    }
    return fault != null ? fault : operation.apply(call.request());
  }

  private static Call form(String body) {
    ObjectNode fields = JSON.createObjectNode();
    for (String pair : body.split("&")) {
      String[] parts = pair.split("=", 2);
      fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return new Call(fields.path("Action").asText(), fields);
  }
}
