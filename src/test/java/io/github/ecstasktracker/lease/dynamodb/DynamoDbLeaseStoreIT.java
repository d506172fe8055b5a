package io.github.ecstasktracker.lease.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.lease.AcquireRequest;
import io.github.ecstasktracker.lease.Candidate;
import io.github.ecstasktracker.lease.EpochMark;
import io.github.ecstasktracker.lease.Heartbeat;
import io.github.ecstasktracker.lease.LeaseAnswer;
import io.github.ecstasktracker.lease.LeaseHandle;
import io.github.ecstasktracker.lease.LeaseRead;
import io.github.ecstasktracker.lease.LeaseSnapshot;
import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.lease.Renewal;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbLeaseStoreIT {
  private static final LeaseAnswer DONE = new LeaseAnswer.Done();
  private static final LeaseAnswer REFUSED = new LeaseAnswer.Refused();
  private static final LeaseSnapshot NOTHING =
      new LeaseSnapshot(Optional.empty(), Optional.empty());
  private static final Candidate ONE = Candidate.of("one", new UUID(1, 1), List.of("b", "a"));
  private static final Candidate TWO = Candidate.of("two", new UUID(2, 2), List.of("a"));

  /** DynamoDB knows the token of a bid again, whichever test sent it. */
  private final long run = UUID.randomUUID().getMostSignificantBits();

  private final DynamoDbLocal dynamo;
  private DynamoDbClient client;
  private String table;
  private DynamoDbLeaseStore store;

  DynamoDbLeaseStoreIT(DynamoDbLocal dynamo) {
    this.dynamo = dynamo;
  }

  @BeforeEach
  void open() {
    client = dynamo.client();
    table = dynamo.newTable(client);
    store = store(client);
  }

  @AfterEach
  void close() {
    client.deleteTable(request -> request.tableName(table));
    client.close();
  }

  @Test
  void emptyTable_holdsNoLease() {
    assertThat(read()).isEqualTo(NOTHING);
  }

  @Test
  void acquire_absent_writesBothItems() {
    assertThat(store.acquire(NOTHING, request(ONE, 1))).isEqualTo(DONE);

    assertThat(read())
        .isEqualTo(
            new LeaseSnapshot(
                Optional.of(
                    new Heartbeat(
                        "one",
                        ONE.process(),
                        Optional.of(token(1)),
                        1,
                        nonce(1),
                        Duration.ofSeconds(15),
                        "a,b")),
                Optional.of(new EpochMark(token(1), 1))));
    assertThat(store.fence(token(1))).isEqualTo(new Fence(table, "traefik/epoch", token(1)));
    assertThat(item("traefik/epoch").get("token")).isEqualTo(LeaseItems.value(token(1)));
  }

  @Test
  void leases_ofTwoManagedTables_lieSideBySide() {
    store.acquire(NOTHING, request(ONE, 1));
    DynamoDbLeaseStore other =
        new DynamoDbLeaseStore(client, table, "traefik-2", LeaseTiming.DEFAULT);

    assertThat(other.read()).isEqualTo(new LeaseRead.Seen(NOTHING));
    assertThat(other.acquire(NOTHING, request(TWO, 2))).isEqualTo(DONE);
    assertThat(read().highestEpoch()).isEqualTo(1);
  }

  @Test
  void acquire_unchangedSinceSeen_changesBothItems() {
    store.acquire(NOTHING, request(ONE, 1));
    assertThat(store.acquire(read(), request(TWO, 2))).isEqualTo(DONE);

    assertThat(read().heartbeat().map(Heartbeat::leader)).contains("two");
    assertThat(read().epoch()).contains(new EpochMark(token(2), 2));
  }

  @Test
  void acquire_somebodyCameFirst_changesNothing() {
    store.acquire(NOTHING, request(ONE, 1));
    assertThat(store.acquire(NOTHING, request(TWO, 2))).isEqualTo(REFUSED);
    LeaseSnapshot seen = read();
    store.acquire(seen, request(TWO, 3));
    LeaseSnapshot before = read();

    assertThat(store.acquire(seen, request(ONE, 4))).isEqualTo(REFUSED);
    assertThat(read()).isEqualTo(before);
  }

  @Test
  void acquire_renewedSinceSeen_changesNothing() {
    store.acquire(NOTHING, request(ONE, 1));
    LeaseSnapshot seen = read();
    store.renew(handle(ONE, 1), renewal(9));

    assertThat(store.acquire(seen, request(TWO, 2))).isEqualTo(REFUSED);
    assertThat(read().epoch()).contains(new EpochMark(token(1), 1));
  }

  @ParameterizedTest
  @CsvSource({"traefik/heartbeat", "traefik/epoch"})
  void acquire_oneItemDeleted_bringsItBack(String id) {
    store.acquire(NOTHING, request(ONE, 1));
    client.deleteItem(
        request -> request.tableName(table).key(Map.of("id", AttributeValue.fromS(id))));
    LeaseSnapshot seen = read();
    assertThat(seen.highestEpoch()).isEqualTo(1);

    assertThat(store.acquire(seen, request(TWO, 2))).isEqualTo(DONE);
    assertThat(read().heartbeat().map(Heartbeat::epoch)).contains(2L);
    assertThat(read().epoch()).contains(new EpochMark(token(2), 2));
  }

  @Test
  void acquire_heartbeatDeletedSinceSeen_isTaken() {
    store.acquire(NOTHING, request(ONE, 1));
    LeaseSnapshot seen = read();
    client.deleteItem(
        request ->
            request.tableName(table).key(Map.of("id", AttributeValue.fromS("traefik/heartbeat"))));

    assertThat(store.acquire(seen, request(TWO, 2))).isEqualTo(DONE);
  }

  @Test
  void renew_changesTheNonceAlone_andNeverTheEpochItem() {
    store.acquire(NOTHING, request(ONE, 1));
    Map<String, AttributeValue> epoch = item("traefik/epoch");
    Heartbeat before = read().heartbeat().orElseThrow();
    assertThat(store.renew(handle(ONE, 1), renewal(7))).isEqualTo(DONE);

    assertThat(read().heartbeat())
        .contains(
            new Heartbeat(
                before.leader(),
                before.process(),
                before.term(),
                before.epoch(),
                nonce(7),
                before.duration(),
                before.scope()));
    assertThat(item("traefik/epoch")).isEqualTo(epoch);
  }

  @Test
  void renew_afterALaterBeat_isRefused_andItsOwnRetryIsNot() {
    store.acquire(read(), request(ONE, 1));
    assertThat(store.renew(handle(ONE, 1), renewal(8))).isEqualTo(DONE);

    assertThat(store.renew(handle(ONE, 1), renewal(7))).isEqualTo(REFUSED);
    assertThat(store.renew(handle(ONE, 1), renewal(8))).isEqualTo(DONE);
    assertThat(read().heartbeat().map(Heartbeat::nonce)).contains(nonce(8));
  }

  @Test
  void renew_absent_makesNoItem() {
    assertThat(store.renew(handle(ONE, 1), renewal(7))).isEqualTo(REFUSED);
    assertThat(read()).isEqualTo(NOTHING);
  }

  @Test
  void renew_ofAnEarlierTermOfTheSameProcess_isRefused() {
    store.acquire(NOTHING, request(ONE, 1));
    store.acquire(read(), request(ONE, 2));

    assertThat(store.renew(handle(ONE, 1), renewal(7))).isEqualTo(REFUSED);
    assertThat(store.release(handle(ONE, 1))).isEqualTo(REFUSED);
    assertThat(store.renew(handle(ONE, 2), renewal(7))).isEqualTo(DONE);
  }

  @Test
  void release_leavesNothingToRenew_andCanBeTaken() {
    store.acquire(NOTHING, request(ONE, 1));
    assertThat(store.release(handle(ONE, 1))).isEqualTo(DONE);
    Heartbeat released = read().heartbeat().orElseThrow();
    assertThat(released.duration()).isZero();
    assertThat(released.term()).isEmpty();
    assertThat(read().epoch()).contains(new EpochMark(EpochMark.NOBODYS, 1));

    assertThat(store.renew(handle(ONE, 1), renewal(7))).isEqualTo(REFUSED);
    assertThat(store.acquire(read(), request(TWO, 2))).isEqualTo(DONE);
    assertThat(read().heartbeat().map(Heartbeat::duration)).contains(Duration.ofSeconds(15));
  }

  @Test
  void release_sentAgain_isDoneAndTakesNothingFromTheNext() {
    store.acquire(NOTHING, request(ONE, 1));
    assertThat(store.release(handle(ONE, 1))).isEqualTo(DONE);
    assertThat(store.acquire(read(), request(TWO, 2))).isEqualTo(DONE);
    LeaseRead taken = store.read();

    assertThat(store.release(handle(ONE, 1))).isEqualTo(DONE);
    assertThat(store.read()).isEqualTo(taken);
  }

  /** The SDK sends the call again, under the same token, and finds it done. */
  @Test
  void answersLost_andSentAgain_areDone() {
    try (DynamoDbClient lossy = lossy(3)) {
      assertThat(store(lossy).acquire(NOTHING, request(ONE, 1))).isEqualTo(DONE);
    }
    try (DynamoDbClient lossy = lossy(3)) {
      assertThat(store(lossy).renew(handle(ONE, 1), renewal(7))).isEqualTo(DONE);
    }
    assertThat(read().heartbeat().map(Heartbeat::nonce)).contains(nonce(7));
    assertThat(read().epoch()).contains(new EpochMark(token(1), 1));

    try (DynamoDbClient lossy = lossy(3)) {
      assertThat(store(lossy).release(handle(ONE, 1))).isEqualTo(DONE);
    }
    assertThat(read().heartbeat().orElseThrow().term()).isEmpty();
  }

  @Test
  void answerLost_andNotSentAgain_isAFailureThoughItWasDone() {
    try (DynamoDbClient lossy = lossy(1)) {
      assertThat(store(lossy).acquire(NOTHING, request(ONE, 1)))
          .isInstanceOfSatisfying(
              LeaseAnswer.Failed.class,
              failed ->
                  assertThat(failed.reason())
                      .startsWith("TransactWriteItems of lease table " + table)
                      .contains("the answer was lost"));
    }
    assertThat(read().epoch()).contains(new EpochMark(token(1), 1));
  }

  @Test
  void noTable_isToldWithWhatToDo() {
    DynamoDbLeaseStore lost =
        new DynamoDbLeaseStore(client, "no-lease", "traefik", LeaseTiming.DEFAULT);
    String sentence =
        "there is no lease table no-lease in this account and Region; ecs-task-tracker doctor"
            + " --create creates it, or run one replica with --leader-elect=false";

    assertThat(lost.read()).isEqualTo(new LeaseRead.NoTable(sentence));
    assertThat(lost.acquire(NOTHING, request(ONE, 1))).isEqualTo(new LeaseAnswer.Failed(sentence));
    assertThat(lost.renew(handle(ONE, 1), renewal(1))).isEqualTo(new LeaseAnswer.Failed(sentence));
    assertThat(lost.release(handle(ONE, 1))).isEqualTo(new LeaseAnswer.Failed(sentence));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "heartbeat, nonce, S, 1-1-1-1-1, its nonce is no UUID: 1-1-1-1-1",
        "heartbeat, process, S, me, Invalid UUID string: me",
        "heartbeat, process, N, 7, it has no string process",
        "heartbeat, duration_millis, N, 3600001,"
            + " \"its duration_millis is not from 0 to 3600000: 3600001\"",
        "heartbeat, duration_millis, N, -1, \"its duration_millis is not from 0 to 3600000: -1\"",
        "heartbeat, duration_millis, S, long, it has no number duration_millis",
        "epoch, epoch, N, 1.5, \"For input string: \"\"1.5\"\"\"",
        "epoch, token, N, 1, it has no string token"
      })
  void itemEditedByHand_isAFailureThatSaysSo(
      String item, String attribute, String type, String value, String complaint) {
    store.acquire(NOTHING, request(ONE, 1));
    AttributeValue edited =
        type.equals("S") ? AttributeValue.fromS(value) : AttributeValue.fromN(value);
    client.updateItem(
        request ->
            request
                .tableName(table)
                .key(Map.of("id", AttributeValue.fromS("traefik/" + item)))
                .updateExpression("SET #attribute = :value")
                .expressionAttributeNames(Map.of("#attribute", attribute))
                .expressionAttributeValues(Map.of(":value", edited)));

    assertThat(store.read())
        .isEqualTo(
            new LeaseRead.Failed(
                "an item of lease table %s is not as ecs-task-tracker writes it, %s; delete traefik/heartbeat and traefik/epoch"
                    .formatted(table, complaint)));
  }

  private DynamoDbLeaseStore store(DynamoDbClient through) {
    return new DynamoDbLeaseStore(through, table, "traefik", LeaseTiming.DEFAULT);
  }

  private LeaseSnapshot read() {
    return ((LeaseRead.Seen) store.read()).snapshot();
  }

  private Map<String, AttributeValue> item(String id) {
    return client
        .getItem(request -> request.tableName(table).key(Map.of("id", AttributeValue.fromS(id))))
        .item();
  }

  /** Loses the first answer on its way back: what was asked for has been done. */
  private DynamoDbClient lossy(int attempts) {
    boolean[] lost = {false};
    ExecutionInterceptor loses =
        new ExecutionInterceptor() {
          @Override
          public void afterTransmission(
              Context.AfterTransmission context, ExecutionAttributes attributes) {
            if (!lost[0]) {
              lost[0] = true;
              throw SdkClientException.create("the answer was lost");
            }
          }
        };
    return dynamo
        .clientBuilder()
        .overrideConfiguration(
            all ->
                all.addExecutionInterceptor(loses)
                    .retryStrategy(
                        retries -> retries.maxAttempts(attempts).retryOnException(_ -> true)))
        .build();
  }

  private AcquireRequest request(Candidate candidate, int number) {
    return new AcquireRequest(
        candidate, token(number), nonce(number), number, Duration.ofSeconds(15));
  }

  private LeaseHandle handle(Candidate candidate, int number) {
    return request(candidate, number).handle();
  }

  private UUID token(int number) {
    return new UUID(run, number);
  }

  private static Renewal renewal(int number) {
    return new Renewal(number, nonce(number));
  }

  private static UUID nonce(int number) {
    return new UUID(0x8000, number);
  }
}
