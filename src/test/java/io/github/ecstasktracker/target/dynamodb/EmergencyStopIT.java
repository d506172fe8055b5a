package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.WEB;
import static io.github.ecstasktracker.target.dynamodb.Items.add;
import static io.github.ecstasktracker.target.dynamodb.Items.backend;
import static io.github.ecstasktracker.target.dynamodb.Items.patch;
import static io.github.ecstasktracker.target.dynamodb.Items.remove;
import static io.github.ecstasktracker.target.dynamodb.Items.web;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.lease.Candidate;
import io.github.ecstasktracker.lease.Elector;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.lease.TermListener;
import io.github.ecstasktracker.lease.dynamodb.DynamoDbLeaseStore;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The commands of docs/emergency-stop.md do what the page says. */
@ExtendWith(DynamoDbLocalExtension.class)
class EmergencyStopIT {
  private static final Path PAGE = Path.of("docs", "emergency-stop.md");
  private static final Pattern COMMAND =
      Pattern.compile("(?s)aws dynamodb transact-write-items --transact-items '(.*?)'");

  /** Three minutes of a standby's looks: far more than the lease would have lasted. */
  private static final int LOOKS = 90;

  private final DynamoDbLocal dynamo;
  private ManagedTable table;
  private ManagedTable lease;
  private long now;

  EmergencyStopIT(DynamoDbLocal dynamo) {
    this.dynamo = dynamo;
  }

  @BeforeEach
  void open() {
    table = new ManagedTable(dynamo);
    lease = new ManagedTable(dynamo);
    table.put(web("4", backend(1, 2)));
  }

  @AfterEach
  void close() {
    table.close();
    lease.close();
  }

  @Test
  void brokenLease_stopsTheLeaderAtOnce_untilItIsMended() {
    Elector[] elector = new Elector[1];
    int[] looks = {0};
    IntConsumer course =
        look -> {
          looks[0] = look;
          if (look == 1) {
            Optional<Fence> fence = fence(elector[0]);
            assertThat(write(patch(table.read(WEB), add(3)), fence))
                .isInstanceOf(WriteOutcome.Applied.class);
            run(0);
            assertThat(write(patch(table.read(WEB), remove(1)), fence))
                .isInstanceOf(WriteOutcome.Fenced.class);
            assertThat(table.raw("web__backend")).isEqualTo(web("5", backend(1, 2, 3)));
          } else if (look <= LOOKS) {
            assertThat(elector[0].standing()).isInstanceOf(LeaderState.Standby.class);
            assertThat(elector[0].status().problem().orElseThrow())
                .contains("it has no string process; delete traefik-staging/heartbeat and");
            if (look == LOOKS) {
              run(1);
            }
          } else {
            assertThat(write(patch(table.read(WEB), remove(1)), fence(elector[0])))
                .isInstanceOf(WriteOutcome.Applied.class);
            elector[0].stop();
            elector[0].release();
          }
        };
    elector[0] = elector("one", course);

    elector[0].run();

    assertThat(looks[0]).isEqualTo(LOOKS + 1);
  }

  @Test
  void brokenLease_isNotTakenByAProcessThatStarts() {
    run(0);
    Elector[] elector = new Elector[1];
    elector[0] =
        elector(
            "fresh",
            look -> {
              assertThat(elector[0].standing()).isInstanceOf(LeaderState.Standby.class);
              if (look == LOOKS) {
                elector[0].stop();
              }
            });

    elector[0].run();

    assertThat(lease.raw("traefik-staging/epoch")).doesNotContainKey("token");
  }

  private WriteOutcome write(ServerPatch patch, Optional<Fence> fence) {
    return table.writer().write(List.of(patch), fence).getFirst();
  }

  private static Optional<Fence> fence(Elector elector) {
    assertThat(elector.standing()).isInstanceOf(LeaderState.Leader.class);
    return ((LeaderState.Leader) elector.standing()).term().fence();
  }

  /** Its rests pass in no time; the course is told of each. */
  private Elector elector(String name, IntConsumer course) {
    int[] looks = {0};
    Pause pause =
        nanos -> {
          now += nanos;
          looks[0]++;
          course.accept(looks[0]);
        };
    return new Elector(
        new DynamoDbLeaseStore(lease.client, lease.name, "traefik-staging", LeaseTiming.DEFAULT),
        Candidate.of(name, UUID.randomUUID(), List.of("staging")),
        LeaseTiming.DEFAULT,
        new TermListener() {
          @Override
          public void acquired(Term term) {}

          @Override
          public void lost(String reason) {}
        },
        new Elector.Platform(() -> now, pause, new SplittableRandom(1), UUID::randomUUID));
  }

  /** A command of the page, as it stands there but for the table's name. */
  private void run(int which) {
    try {
      String json =
          COMMAND
              .matcher(Files.readString(PAGE))
              .results()
              .skip(which)
              .findFirst()
              .orElseThrow()
              .group(1)
              .replace("\"traefik-staging-lease\"", "\"" + lease.name + "\"");
      List<TransactWriteItem> items =
          JsonMapper.builder().build().readTree(json).valueStream().map(this::item).toList();
      lease.client.transactWriteItems(request -> request.transactItems(items));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TransactWriteItem item(JsonNode item) {
    JsonNode put = item.path("Put");
    JsonNode delete = item.path("Delete");
    return put.isObject()
        ? TransactWriteItem.builder()
            .put(p -> p.tableName(put.path("TableName").asText()).item(map(put.path("Item"))))
            .build()
        : TransactWriteItem.builder()
            .delete(
                d -> d.tableName(delete.path("TableName").asText()).key(map(delete.path("Key"))))
            .build();
  }

  private static Map<String, AttributeValue> map(JsonNode attributes) {
    Map<String, AttributeValue> map = new HashMap<>();
    attributes
        .properties()
        .forEach(
            field ->
                map.put(field.getKey(), AttributeValue.fromS(field.getValue().path("S").asText())));
    return map;
  }
}
