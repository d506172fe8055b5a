package io.github.ecstasktracker.simulation.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;

/** Smithy RPC v2 with CBOR, as CloudWatch speaks it; {@link AwsRequest} has read it as JSON. */
final class CborProtocol implements Protocol {
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          "Content-Type",
          List.of("application/cbor"),
          AwsRequest.SMITHY_PROTOCOL,
          List.of(AwsRequest.CBOR));

  private final JsonProtocol json = new JsonProtocol();

  @Override
  public void read(AwsRequest request, SdkPojo builder) {
    json.read(request, builder);
  }

  @Override
  public Reply answer(AwsRequest request, SdkPojo response) {
    return cbor(json.answer(request, response));
  }

  @Override
  public Reply error(AwsRequest request, AwsServiceException error) {
    return cbor(json.error(request, error));
  }

  private static Reply cbor(Reply.Answer answer) {
    try {
      return new Reply.Answer(answer.status(), HEADERS, Cbor.fromJson(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
