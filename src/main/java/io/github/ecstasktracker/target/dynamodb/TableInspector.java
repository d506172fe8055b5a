package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Inspects a table's shape, before anything is read from it. */
public final class TableInspector {
  private static final List<KeySchemaElement> KEY =
      List.of(
          KeySchemaElement.builder().attributeName(Attributes.ID).keyType(KeyType.HASH).build());
  private static final AttributeDefinition ID =
      AttributeDefinition.builder().attributeName(Attributes.ID).attributeType("S").build();

  private final DynamoDbClient client;
  private final String table;
  private final CallGate gate;

  public TableInspector(DynamoDbClient client, String table, CallGate gate) {
    this.client = client;
    this.table = table;
    this.gate = gate;
  }

  public TableShape inspect() {
    return switch (gate.call(AwsApi.DYNAMODB, Urgency.LIVE, this::describe)) {
      case Result.Ok<TableShape>(TableShape shape) -> shape;
      case Result.Failed<TableShape>(String reason, _) -> new TableShape.Unknown(table, reason);
    };
  }

  private Result<TableShape> describe() {
    try {
      return new Result.Ok<>(
          judge(
              client
                  .describeTable(DescribeTableRequest.builder().tableName(table).build())
                  .table()));
    } catch (ResourceNotFoundException _) {
      return new Result.Ok<>(new TableShape.Missing(table));
    } catch (SdkException e) {
      return Failures.of("DescribeTable", table, e);
    }
  }

  private TableShape judge(TableDescription description) {
    if (!description.keySchema().equals(KEY) || !description.attributeDefinitions().contains(ID)) {
      return new TableShape.WrongKey(table, key(description));
    }
    // A table that is being updated (capacity, indexes, streams) goes on serving.
    return switch (description.tableStatus()) {
      case TableStatus.ACTIVE, TableStatus.UPDATING -> new TableShape.Fit(table);
      default -> new TableShape.OutOfService(table, description.tableStatusAsString());
    };
  }

  private static String key(TableDescription description) {
    Map<String, String> types =
        description.attributeDefinitions().stream()
            .collect(
                Collectors.toMap(
                    AttributeDefinition::attributeName,
                    AttributeDefinition::attributeTypeAsString));
    return description.keySchema().stream()
        .map(part -> part.attributeName() + " of type " + types.get(part.attributeName()))
        .collect(Collectors.joining(" and "));
  }
}
