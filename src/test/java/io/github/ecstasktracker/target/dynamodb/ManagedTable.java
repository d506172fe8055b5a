package io.github.ecstasktracker.target.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.TableScan;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A table in DynamoDB Local, with the reader and the writer under test and a way past them. */
final class ManagedTable implements AutoCloseable {
  final DynamoDbClient client;
  final String name;
  private final DynamoDbLocal dynamo;
  private final DynamoDbReader reader;

  ManagedTable(DynamoDbLocal dynamo) {
    this.dynamo = dynamo;
    client = dynamo.client();
    name = dynamo.newTable(client);
    reader = new DynamoDbReader(client, name, CallGate.open());
  }

  DynamoDbWriter writer() {
    return writer(client);
  }

  DynamoDbWriter writer(DynamoDbClient through) {
    return new DynamoDbWriter(through, name, CallGate.open(), UUID::randomUUID);
  }

  /** A client that loses its first answer; the caller closes it. */
  DynamoDbClient lossy(LostAnswers lost, int attempts) {
    return dynamo
        .clientBuilder()
        .overrideConfiguration(
            all ->
                all.addExecutionInterceptor(lost)
                    .retryStrategy(retries -> retries.maxAttempts(attempts)))
        .build();
  }

  StoredBackend read(BackendKey key) {
    Result<StoredBackend> result = reader.read(key, Urgency.LIVE);
    assertThat(result).isInstanceOf(Result.Ok.class);
    return ((Result.Ok<StoredBackend>) result).value();
  }

  TableScan scan() {
    Result<TableScan> result = reader.scan(Urgency.BACKGROUND);
    assertThat(result).isInstanceOf(Result.Ok.class);
    return ((Result.Ok<TableScan>) result).value();
  }

  /** What an editor does: the whole item, no condition. */
  void put(Map<String, AttributeValue> item) {
    client.putItem(request -> request.tableName(name).item(item));
  }

  void delete(String id) {
    client.deleteItem(
        request -> request.tableName(name).key(Map.of("id", AttributeValue.fromS(id))));
  }

  /** The raw item; empty where there is none. */
  Map<String, AttributeValue> raw(String id) {
    return client
        .getItem(
            request ->
                request
                    .tableName(name)
                    .key(Map.of("id", AttributeValue.fromS(id)))
                    .consistentRead(true))
        .item();
  }

  @Override
  public void close() {
    client.deleteTable(request -> request.tableName(name));
    client.close();
  }
}
