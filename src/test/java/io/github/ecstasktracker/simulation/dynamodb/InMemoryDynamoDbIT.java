package io.github.ecstasktracker.simulation.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.VirtualClock;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The simulator's DynamoDB beside DynamoDB Local: the same requests, the same everything. */
@ExtendWith(DynamoDbLocalExtension.class)
class InMemoryDynamoDbIT {
  private static final int REQUESTS = 1_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomRequests_haveTheSameOutcome(long seed, DynamoDbLocal local) {
    try (DynamoDbClient real = local.client()) {
      List<String> tables = List.of(local.newTable(real), local.newTable(real));
      InMemoryDynamoDb db = new InMemoryDynamoDb(new VirtualClock(), Settings.LOCAL);
      tables.forEach(db::createTable);
      MirroredDynamoDb both = new MirroredDynamoDb(real, db.client("test", TableHook.NONE), tables);
      RandomRequests requests = new RandomRequests(Dice.of(seed), tables);

      for (int i = 0; i < REQUESTS; i++) {
        send(both, requests.next());
      }

      assertThat(both.outcomes().keySet())
          .contains(
              "UpdateItemRequest OK",
              "UpdateItemRequest ConditionalCheckFailedException",
              "UpdateItemRequest ValidationException",
              "TransactWriteItemsRequest OK",
              "TransactWriteItemsRequest ValidationException",
              "TransactWriteItemsRequest reason None",
              "TransactWriteItemsRequest reason ConditionalCheckFailed");
    }
  }

  private static void send(DynamoDbClient client, DynamoDbRequest request) {
    try {
      switch (request) {
        case PutItemRequest put -> client.putItem(put);
        case UpdateItemRequest update -> client.updateItem(update);
        case TransactWriteItemsRequest transaction -> client.transactWriteItems(transaction);
        default -> throw new IllegalStateException("no way to send " + request);
      }
    } catch (AwsServiceException _) {
      // Both said so; that is what was to be compared.
    }
  }
}
