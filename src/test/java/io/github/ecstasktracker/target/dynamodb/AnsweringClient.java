package io.github.ecstasktracker.target.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** A client that answers every request by one function: for answers DynamoDB Local never gives. */
final class AnsweringClient implements DynamoDbClient {
  final List<DynamoDbRequest> requests = new ArrayList<>();
  private final Function<DynamoDbRequest, DynamoDbResponse> answers;

  AnsweringClient(Function<DynamoDbRequest, DynamoDbResponse> answers) {
    this.answers = answers;
  }

  static AnsweringClient failing(String code) {
    return new AnsweringClient(
        _ -> {
          throw DynamoDbException.builder()
              .awsErrorDetails(
                  AwsErrorDetails.builder().errorCode(code).errorMessage("so it says").build())
              .build();
        });
  }

  private DynamoDbResponse answer(DynamoDbRequest request) {
    requests.add(request);
    return answers.apply(request);
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return (ScanResponse) answer(request);
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return (GetItemResponse) answer(request);
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return (UpdateItemResponse) answer(request);
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    return (TransactWriteItemsResponse) answer(request);
  }

  @Override
  public DescribeTableResponse describeTable(DescribeTableRequest request) {
    return (DescribeTableResponse) answer(request);
  }

  @Override
  public String serviceName() {
    return DynamoDbClient.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
