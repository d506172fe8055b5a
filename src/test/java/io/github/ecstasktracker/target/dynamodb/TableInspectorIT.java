package io.github.ecstasktracker.target.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

@ExtendWith(DynamoDbLocalExtension.class)
class TableInspectorIT {
  private final DynamoDbLocal dynamo;
  private DynamoDbClient client;

  TableInspectorIT(DynamoDbLocal dynamo) {
    this.dynamo = dynamo;
  }

  @BeforeEach
  void open() {
    client = dynamo.client();
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void inspect_tableKeyedById_fits() {
    String table = dynamo.newTable(client);
    assertThat(inspect(table)).isEqualTo(new TableShape.Fit(table));
  }

  @Test
  void inspect_noSuchTable_isMissing() {
    assertThat(inspect("nowhere").sentence())
        .isEqualTo("there is no table nowhere in this account and Region");
  }

  @Test
  void inspect_numericId_isWrongKey() {
    dynamo.createTable(
        client, "inspected-by-number", List.of(DynamoDbLocal.keyPart("id", ScalarAttributeType.N)));
    assertThat(inspect("inspected-by-number").sentence())
        .isEqualTo(
            "table inspected-by-number is keyed by id of type N; it must have the partition key id"
                + " of type S and no sort key");
  }

  @Test
  void inspect_sortKey_isWrongKey() {
    dynamo.createTable(
        client,
        "inspected-sorted",
        List.of(
            DynamoDbLocal.keyPart("id", ScalarAttributeType.S),
            DynamoDbLocal.keyPart("at", ScalarAttributeType.N)));
    assertThat(inspect("inspected-sorted"))
        .isEqualTo(new TableShape.WrongKey("inspected-sorted", "id of type S and at of type N"));
  }

  @Test
  void inspect_noAnswer_isUnknownWithTheReason() {
    try (DynamoDbClient deaf =
        dynamo.clientBuilder().endpointOverride(URI.create("http://127.0.0.1:1")).build()) {
      TableShape shape = new TableInspector(deaf, "traefik", CallGate.open()).inspect();
      assertThat(shape).isInstanceOf(TableShape.Unknown.class);
      assertThat(shape.sentence())
          .startsWith("table traefik could not be described: DescribeTable of table traefik: ");
    }
  }

  private TableShape inspect(String table) {
    return new TableInspector(client, table, CallGate.open()).inspect();
  }
}
