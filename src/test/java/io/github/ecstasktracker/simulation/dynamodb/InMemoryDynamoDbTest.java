package io.github.ecstasktracker.simulation.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.simulation.core.VirtualClock;
import io.github.ecstasktracker.simulation.faults.SimulatedTimeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** What DynamoDB Local cannot show: faults, time, pages, and who hears of a change. */
class InMemoryDynamoDbTest implements TableHook {
  private static final ItemKey FIRST = new ItemKey("t", "first");
  private static final ItemKey SECOND = new ItemKey("t", "second");

  private final VirtualClock clock = new VirtualClock();
  private final List<Change> changes = new ArrayList<>();
  private final List<String> writers = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private InMemoryDynamoDb db = fresh(Settings.USUAL);
  private DynamoDbClient client = db.client("leader", this);
  private Fault fault = Fault.NONE;
  private int ended;

  private InMemoryDynamoDb fresh(Settings settings) {
    InMemoryDynamoDb fresh = new InMemoryDynamoDb(clock, settings);
    fresh.createTable("t");
    fresh.listen(
        (writer, landed) -> {
          writers.add(writer);
          changes.addAll(landed);
        });
    return fresh;
  }

  @BeforeEach
  void firstItem() {
    db.put("t", FIRST.attributes());
    changes.clear();
    writers.clear();
  }

  @Override
  public Fault before(Call call) {
    calls.add(call);
    return fault;
  }

  @Override
  public void after(Call call) {
    ended++;
  }

  @Test
  void landedTransaction_isToldAtOnceWithItsWriter() {
    transact("token", write(FIRST), write(SECOND));

    assertThat(writers).containsExactly("leader");
    assertThat(changes).map(Change::key).containsExactly(FIRST, SECOND);
    assertThat(changes.getLast().before()).isEmpty();
    assertThat(changes.getLast().after()).isEqualTo(db.item("t", "second")).hasSize(2);
  }

  @Test
  void editorsChanges_areToldAsTheirs() {
    db.put("t", SECOND.attributes());
    db.delete("t", "first");

    assertThat(writers).containsExactly(InMemoryDynamoDb.EDITOR, InMemoryDynamoDb.EDITOR);
    assertThat(db.items("t")).containsOnlyKeys("second");
  }

  @Test
  void checkAlone_changesNothingAndIsNotTold() {
    transact("token", check(FIRST, "attribute_exists(id)"));

    assertThat(changes).isEmpty();
  }

  @Test
  void refusedTransaction_namesTheCulpritAndChangesNothing() {
    assertThat(reasons(write(SECOND), check(new ItemKey("t", "third"), "attribute_exists(id)")))
        .containsExactly("None", "ConditionalCheckFailed");
    assertThat(changes).isEmpty();
  }

  @Test
  void updateThatItsItemDoesNotAllow_isAReasonOfItsOwn() {
    TransactWriteItem below = update(FIRST, "SET missing.below = :v");

    assertThat(reasons(write(SECOND), below)).containsExactly("None", "ValidationError");

    db = fresh(Settings.LOCAL);
    client = db.client("leader", this);
    assertThatThrownBy(() -> transact("token", write(SECOND), below))
        .isNotInstanceOf(TransactionCanceledException.class)
        .hasMessageContaining("document path");
  }

  @Test
  void lostRequestAndLostAnswer_lookAlikeAndDiffer() {
    fault = new Fault.Timeout(false);
    assertThatThrownBy(() -> transact("a", write(SECOND))).isInstanceOf(SimulatedTimeout.class);
    assertThat(changes).isEmpty();

    fault = new Fault.Timeout(true);
    assertThatThrownBy(() -> transact("a", write(SECOND))).isInstanceOf(SimulatedTimeout.class);
    assertThat(changes).hasSize(1);
    assertThat(ended).isEqualTo(2);

    fault = Fault.NONE;
    transact("a", write(SECOND));
    assertThat(changes).as("the token is known").hasSize(1);
  }

  @Test
  void lostAnswerOfAFailedWrite_isATimeoutToo() {
    fault = new Fault.Timeout(true);

    assertThatThrownBy(() -> transact("a", check(SECOND, "attribute_exists(id)")))
        .isInstanceOf(SimulatedTimeout.class);
  }

  @Test
  void internalError_mayHaveWritten() {
    fault = new Fault.InternalError(false);
    assertThatThrownBy(() -> transact("a", write(SECOND)))
        .isInstanceOf(InternalServerErrorException.class);
    assertThat(changes).isEmpty();

    fault = new Fault.InternalError(true);
    assertThatThrownBy(() -> transact("a", write(SECOND)))
        .isInstanceOf(InternalServerErrorException.class);
    assertThat(changes).hasSize(1);
  }

  @Test
  void throttleAndMissingTable_areSaidAsTheServiceSaysThem() {
    fault = new Fault.Throttled();
    assertThatThrownBy(() -> scan(true))
        .isInstanceOfSatisfying(
            SdkServiceException.class, e -> assertThat(e.isThrottlingException()).isTrue());

    fault = new Fault.TableMissing("t");
    assertThatThrownBy(() -> scan(true)).isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void refusedItem_cancelsItsTransactionAndRefusesItsUpdate() {
    fault = new Fault.ItemsRefused(Fault.Reason.CONFLICT, Set.of(SECOND));
    assertThat(reasons(write(FIRST), write(SECOND))).containsExactly("None", "TransactionConflict");
    assertThatThrownBy(
            () ->
                client.updateItem(
                    u -> u.tableName("t").key(SECOND.attributes()).updateExpression("REMOVE v")))
        .isInstanceOf(TransactionConflictException.class);

    fault = new Fault.ItemsRefused(Fault.Reason.THROUGHPUT_EXCEEDED, Set.of(FIRST));
    assertThat(reasons(write(FIRST), write(SECOND)))
        .containsExactly("ProvisionedThroughputExceeded", "None");
    assertThat(changes).isEmpty();
    transact("other", write(SECOND));
    assertThat(changes).hasSize(1);
  }

  @Test
  void refusedItemOfABatchRead_staysUnprocessed() {
    fault = new Fault.ItemsRefused(Fault.Reason.THROTTLED, Set.of(SECOND));

    BatchGetItemResponse answer =
        client.batchGetItem(
            get ->
                get.requestItems(
                    Map.of(
                        "t",
                        KeysAndAttributes.builder()
                            .consistentRead(true)
                            .keys(List.of(FIRST.attributes(), SECOND.attributes()))
                            .build())));

    assertThat(answer.responses().get("t")).containsExactly(FIRST.attributes());
    assertThat(answer.unprocessedKeys().get("t").keys()).containsExactly(SECOND.attributes());
  }

  @Test
  void token_isForgottenAfterTenMinutes() {
    transact("token", write(SECOND));
    clock.moveTo(Duration.ofMinutes(10).toNanos() - 1);
    transact("token", write(SECOND));
    assertThat(changes).hasSize(1);

    clock.moveTo(Duration.ofMinutes(10).toNanos());
    transact("token", write(SECOND));
    assertThat(changes).hasSize(2);
  }

  @Test
  void readThatAsksForNoConsistency_mayBeBehind() {
    db = fresh(new Settings(1 << 20, Duration.ofSeconds(1), false));
    client = db.client("leader", this);
    clock.moveTo(Duration.ofSeconds(5).toNanos());
    transact("token", write(SECOND));

    assertThat(scan(true).items()).hasSize(1);
    assertThat(scan(false).items()).isEmpty();
    clock.moveTo(Duration.ofSeconds(6).toNanos());
    assertThat(scan(false).items()).hasSize(1);
  }

  @Test
  void scan_goesPageByPageOverEveryItemOnce() {
    db = fresh(new Settings(30, Duration.ZERO, false));
    client = db.client("leader", this);
    IntStream.range(0, 25).forEach(i -> db.put("t", new ItemKey("t", "i" + i).attributes()));

    List<ScanResponse> pages =
        client.scanPaginator(scan -> scan.tableName("t").consistentRead(true)).stream().toList();

    assertThat(pages).hasSizeGreaterThan(3);
    assertThat(pages.stream().flatMap(page -> page.items().stream()).distinct()).hasSize(25);
    assertThat(client.scan(scan -> scan.tableName("t").limit(2)).items()).hasSize(2);
  }

  @Test
  void call_namesItsItems() {
    transact("token", write(SECOND), check(FIRST, "attribute_exists(id)"));

    assertThat(calls.getLast().items()).containsExactly(SECOND, FIRST);
    assertThat(calls.getLast().operation().name()).isEqualTo("TransactWriteItems");
  }

  @Test
  void table_isMadeOnceAndGoneWhenDropped() {
    assertThatThrownBy(() -> db.createTable("t")).isInstanceOf(ResourceInUseException.class);
    db.dropTable("t");
    assertThatThrownBy(() -> scan(true)).isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> client.describeTable(describe -> describe.tableName("t")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void whatIsNotSimulated_isAnErrorOfItsOwn() {
    assertThatThrownBy(() -> client.scan(scan -> scan.tableName("t").filterExpression("a = b")))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("FilterExpression");
    assertThatThrownBy(() -> transact("a", check(FIRST, "begins_with(id, :v)")))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> transact("a", update(FIRST, "SET list[0] = :v")))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatCode(() -> client.query(query -> query.tableName("t")))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private ScanResponse scan(boolean consistent) {
    return client.scan(scan -> scan.tableName("t").consistentRead(consistent));
  }

  private void transact(String token, TransactWriteItem... items) {
    client.transactWriteItems(
        write -> write.transactItems(List.of(items)).clientRequestToken(token));
  }

  private List<String> reasons(TransactWriteItem... items) {
    try {
      transact("unlucky", items);
      return List.of();
    } catch (TransactionCanceledException e) {
      return e.cancellationReasons().stream().map(CancellationReason::code).toList();
    }
  }

  private static TransactWriteItem write(ItemKey key) {
    return update(key, "SET v = :v");
  }

  private static TransactWriteItem update(ItemKey key, String expression) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(key.table())
                    .key(key.attributes())
                    .updateExpression(expression)
                    .expressionAttributeValues(Map.of(":v", AttributeValue.fromN("1"))))
        .build();
  }

  private static TransactWriteItem check(ItemKey key, String condition) {
    return TransactWriteItem.builder()
        .conditionCheck(
            check ->
                check.tableName(key.table()).key(key.attributes()).conditionExpression(condition))
        .build();
  }
}
