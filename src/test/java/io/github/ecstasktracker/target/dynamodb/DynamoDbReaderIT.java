package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.WEB;
import static io.github.ecstasktracker.target.dynamodb.Items.backend;
import static io.github.ecstasktracker.target.dynamodb.Items.s;
import static io.github.ecstasktracker.target.dynamodb.Items.server;
import static io.github.ecstasktracker.target.dynamodb.Items.web;
import static io.github.ecstasktracker.target.dynamodb.Items.with;
import static io.github.ecstasktracker.target.dynamodb.Items.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.TableScan;
import io.github.ecstasktracker.testing.DynamoDbJson;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbReaderIT {
  private final DynamoDbLocal dynamo;
  private ManagedTable table;

  DynamoDbReaderIT(DynamoDbLocal dynamo) {
    this.dynamo = dynamo;
  }

  @BeforeEach
  void open() {
    table = new ManagedTable(dynamo);
  }

  @AfterEach
  void close() {
    table.close();
  }

  @Test
  void read_itemThere_isPresent() {
    table.put(web("4", backend(1, 2)));
    assertThat(table.read(WEB)).isEqualTo(ItemCodec.decode(WEB, web("4", backend(1, 2))));
  }

  @Test
  void read_noItem_isMissing() {
    assertThat(table.read(WEB)).isEqualTo(new StoredBackend.Missing(WEB));
  }

  @Test
  void read_itemWithoutName_isMalformed() {
    table.put(without(web("4", backend(1)), "name"));
    assertThat(table.read(WEB)).isInstanceOf(StoredBackend.Malformed.class);
  }

  @Test
  void scan_goldenItems_sortsThem() {
    table.put(DynamoDbJson.fixture("readme-backend.json"));
    table.put(DynamoDbJson.fixture("readme-frontend.json"));
    table.put(DynamoDbJson.fixture("backend-full.typed.json"));

    TableScan scan = table.scan();

    assertThat(scan.backends()).containsOnlyKeys(new BackendKey("test"), new BackendKey("shop"));
    assertThat(scan.backends().values()).allMatch(StoredBackend.Present.class::isInstance);
    assertThat(scan.frontends()).containsOnlyKeys("test");
  }

  @Test
  void scan_bothFormsOfTheReadmeItem_isADuplicateName() {
    table.put(DynamoDbJson.fixture("readme-backend.json"));
    table.put(DynamoDbJson.fixture("readme-backend.typed.json"));

    assertThat(table.scan().backends().get(new BackendKey("test")))
        .isInstanceOfSatisfying(
            StoredBackend.Malformed.class,
            malformed ->
                assertThat(malformed.reason())
                    .isEqualTo("more than one item stands for it: ids test, test__backend"));
  }

  @Test
  void scan_moreThanAPage_readsToTheEnd() {
    String ballast = "x".repeat(50_000);
    for (int number = 0; number < 50; number++) {
      String name = "service-" + number;
      table.put(
          with(
              with(with(web("1", backend(number)), "id", s(name + "__backend")), "name", s(name)),
              "ballast",
              s(ballast)));
    }

    TableScan scan = table.scan();

    assertThat(scan.backends()).hasSize(50);
    assertThat(scan.backends().get(new BackendKey("service-49")))
        .isInstanceOfSatisfying(
            StoredBackend.Present.class,
            item -> assertThat(item.servers()).containsOnlyKeys(server(49).key()));
  }

  @Test
  void noTable_isAFailureThatSaysSo() {
    DynamoDbReader reader = new DynamoDbReader(table.client, "nowhere", CallGate.open());

    assertThat(reader.scan(Urgency.BACKGROUND))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed -> {
              assertThat(failed.reason())
                  .startsWith("Scan of table nowhere: ResourceNotFoundException: ");
              assertThat(failed.throttled()).isFalse();
            });
  }

  @Test
  void silentServer_isAFailureAfterTheClientsTimeout() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        DynamoDbClient impatient =
            dynamo
                .clientBuilder()
                .endpointOverride(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                .overrideConfiguration(all -> all.apiCallTimeout(Duration.ofMillis(300)))
                .build()) {
      DynamoDbReader reader = new DynamoDbReader(impatient, table.name, CallGate.open());

      assertThat(reader.read(WEB, Urgency.LIVE))
          .isInstanceOfSatisfying(
              Result.Failed.class,
              failed -> assertThat(failed.reason()).contains("ApiCallTimeoutException"));
    }
  }
}
