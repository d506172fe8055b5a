package io.github.ecstasktracker.simulation.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request of an SDK client. It says itself which service it is for, as the Host header, which
 * names the simulator, cannot: JSON requests by {@code X-Amz-Target}, query requests by the service
 * they are signed for, and CBOR requests, whose body is here in JSON, by their path.
 */
record AwsRequest(String path, String query, Headers headers, byte[] body) {
  private static final Pattern SCOPE =
      Pattern.compile("Credential=[^/]+/[^/]+/[^/]+/([a-z0-9-]+)/aws4_request");

  private static final Pattern KEY = Pattern.compile("Credential=([^/]+)/");

  static final String SMITHY_PROTOCOL = "Smithy-Protocol";
  static final String CBOR = "rpc-v2-cbor";

  private static final Pattern CBOR_PATH =
      Pattern.compile("/service/GraniteServiceVersion20100801/operation/(\\w+)");

  private static final Map<String, String> SERVICES_BY_TARGET =
      Map.of(
          "AmazonEC2ContainerServiceV20141113", "ecs",
          "AmazonSSM", "ssm",
          "AmazonSQS", "sqs",
          "AWSEvents", "events",
          "DynamoDB_20120810", "dynamodb",
          "DynamoDBStreams_20120810", "dynamodb");

  /**
   * As it came.
   *
   * @param most bytes of the body, unzipped; one that has more is cut after one more
   */
  static AwsRequest of(String path, String query, Headers headers, byte[] body, int most)
      throws IOException {
    byte[] plain =
        "gzip".equals(headers.getFirst("Content-Encoding")) ? Cbor.unzipped(body, most) : body;
    boolean cbor = CBOR.equals(headers.getFirst(SMITHY_PROTOCOL)) && plain.length <= most;
    return new AwsRequest(path, query, headers, cbor ? Cbor.toJson(plain) : plain);
  }

  boolean isCbor() {
    return CBOR.equals(headers.getFirst(SMITHY_PROTOCOL));
  }

  boolean isJson() {
    return headers.containsKey("X-Amz-Target");
  }

  Optional<Operation> operation() {
    if (isCbor()) {
      Matcher cbor = CBOR_PATH.matcher(path);
      return cbor.matches()
          ? Optional.of(new Operation("monitoring", cbor.group(1)))
          : Optional.empty();
    }
    return isJson() ? targetOperation() : queryOperation();
  }

  private Optional<Operation> targetOperation() {
    String target = headers.getFirst("X-Amz-Target");
    int dot = target.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    return Optional.ofNullable(SERVICES_BY_TARGET.get(target.substring(0, dot)))
        .map(service -> new Operation(service, target.substring(dot + 1)));
  }

  private Optional<Operation> queryOperation() {
    String authorization = headers.getFirst("Authorization");
    String action = parameters().get("Action");
    if (authorization == null || action == null) {
      return Optional.empty();
    }
    Matcher scope = SCOPE.matcher(authorization);
    return scope.find() ? Optional.of(new Operation(scope.group(1), action)) : Optional.empty();
  }

  /** The access key that it is signed with; empty where it is not. */
  String caller() {
    Matcher key = KEY.matcher(String.valueOf(headers.getFirst("Authorization")));
    return key.find() ? key.group(1) : "";
  }

  /** The form in the body. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : new String(body, UTF_8).split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(
            URLDecoder.decode(pair.substring(0, equals), UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    return parameters;
  }
}
