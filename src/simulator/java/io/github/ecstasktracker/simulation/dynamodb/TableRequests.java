package io.github.ecstasktracker.simulation.dynamodb;

import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Tables made and described. All are of one shape, and in service from the first moment. */
final class TableRequests {
  private static final List<KeySchemaElement> KEY =
      List.of(
          KeySchemaElement.builder()
              .attributeName(ItemKey.ATTRIBUTE)
              .keyType(KeyType.HASH)
              .build());
  private static final List<AttributeDefinition> ATTRIBUTES =
      List.of(
          AttributeDefinition.builder()
              .attributeName(ItemKey.ATTRIBUTE)
              .attributeType(ScalarAttributeType.S)
              .build());

  private TableRequests() {}

  static DescribeTableResponse describe(InMemoryDynamoDb db, DescribeTableRequest request) {
    synchronized (db) {
      db.table(request.tableName());
      return DescribeTableResponse.builder().table(description(request.tableName())).build();
    }
  }

  static CreateTableResponse create(InMemoryDynamoDb db, CreateTableRequest request) {
    Actions.only(
        request,
        Set.of(
            "TableName",
            "KeySchema",
            "AttributeDefinitions",
            "BillingMode",
            "DeletionProtectionEnabled",
            "Tags"));
    if (!request.keySchema().equals(KEY) || !request.attributeDefinitions().equals(ATTRIBUTES)) {
      throw new UnsupportedOperationException("not simulated: a table with another key than id");
    }
    db.createTable(request.tableName());
    return CreateTableResponse.builder().tableDescription(description(request.tableName())).build();
  }

  private static TableDescription description(String table) {
    return TableDescription.builder()
        .tableName(table)
        .tableStatus(TableStatus.ACTIVE)
        .keySchema(KEY)
        .attributeDefinitions(ATTRIBUTES)
        .build();
  }
}
