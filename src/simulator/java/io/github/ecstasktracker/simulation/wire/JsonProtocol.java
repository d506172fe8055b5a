package io.github.ecstasktracker.simulation.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.simulation.shape.JsonShapes;
import java.io.IOException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;

/** AWS JSON 1.0 and 1.1, as ECS, Systems Manager and SQS speak them. */
final class JsonProtocol implements Protocol {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public void read(AwsRequest request, SdkPojo builder) {
    try {
      JsonShapes.WIRE.read(JSON.readTree(request.body()), builder);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public Reply.Answer answer(AwsRequest request, SdkPojo response) {
    return Reply.text(200, contentType(request), JsonShapes.WIRE.write(response).toString());
  }

  @Override
  public Reply.Answer error(AwsRequest request, AwsServiceException error) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("__type", error.awsErrorDetails().errorCode());
    body.put("message", error.awsErrorDetails().errorMessage());
    return Reply.text(error.statusCode(), contentType(request), body.toString());
  }

  private static String contentType(AwsRequest request) {
    return request.headers().getFirst("Content-Type");
  }
}
