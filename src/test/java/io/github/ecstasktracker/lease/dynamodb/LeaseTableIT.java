package io.github.ecstasktracker.lease.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

@ExtendWith(DynamoDbLocalExtension.class)
class LeaseTableIT {
  private final DynamoDbLocal dynamo;
  private DynamoDbClient client;

  LeaseTableIT(DynamoDbLocal dynamo) {
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
  void create_missing_makesATableThatFits() throws InterruptedException {
    LeaseTable table = new LeaseTable(client, "lease-made");
    assertThat(table.inspect()).isEqualTo(new LeaseTableShape.Missing("lease-made"));
    assertThat(create(table)).isEqualTo(new LeaseTableShape.Fit("lease-made"));

    assertThat(table.inspect().sentence())
        .isEqualTo("lease table lease-made is in service and keyed by id");
    TableDescription made =
        client.describeTable(request -> request.tableName("lease-made")).table();
    assertThat(made.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
    assertThat(table.forgets()).isEqualTo(new Result.Ok<>(true));
  }

  @Test
  void create_tableOfAnEarlierRelease_hasItForget_once() throws InterruptedException {
    LeaseTable table = new LeaseTable(client, "lease-of-old");
    dynamo.createTable(client, "lease-of-old");
    assertThat(table.forgets()).isEqualTo(new Result.Ok<>(false));

    assertThat(create(table)).isEqualTo(new LeaseTableShape.Fit("lease-of-old"));
    assertThat(table.forgets()).isEqualTo(new Result.Ok<>(true));
    assertThat(create(table)).isEqualTo(new LeaseTableShape.Fit("lease-of-old"));
  }

  @Test
  void create_wrongKey_leavesItAlone() throws InterruptedException {
    dynamo.createTable(
        client,
        "lease-sorted",
        List.of(
            DynamoDbLocal.keyPart("id", ScalarAttributeType.S),
            DynamoDbLocal.keyPart("at", ScalarAttributeType.N)));

    assertThat(create(new LeaseTable(client, "lease-sorted")).sentence())
        .isEqualTo(
            "lease table lease-sorted is keyed by id of type S and at of type N; it must have the"
                + " partition key id of type S and no sort key");
  }

  private static LeaseTableShape create(LeaseTable table) throws InterruptedException {
    return table.create(MonotonicClock.SYSTEM, Pause.SLEEP);
  }
}
