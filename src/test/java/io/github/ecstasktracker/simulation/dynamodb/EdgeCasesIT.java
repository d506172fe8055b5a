package io.github.ecstasktracker.simulation.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.ecstasktracker.simulation.core.VirtualClock;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Limits and mistakes, beside DynamoDB Local: each call is compared by the client itself. */
@ExtendWith(DynamoDbLocalExtension.class)
class EdgeCasesIT {
  private DynamoDbClient real;
  private String table;
  private MirroredDynamoDb both;

  @BeforeEach
  void start(DynamoDbLocal local) {
    real = local.client();
    table = local.newTable(real);
    InMemoryDynamoDb db = new InMemoryDynamoDb(new VirtualClock(), Settings.LOCAL);
    db.createTable(table);
    both = new MirroredDynamoDb(real, db.client("test", TableHook.NONE), List.of(table));
  }

  @AfterEach
  void stop() {
    both.compareTables("the end");
    real.close();
  }

  @Test
  void transactionOfAHundred_landsAndOfMoreIsRefused() {
    transact("t1", IntStream.range(0, 100).mapToObj(this::creation).toList());
    refused(
        "ValidationException",
        () -> transact("t2", IntStream.range(100, 201).mapToObj(this::creation).toList()));
    refused("ValidationException", () -> transact("t3", List.of()));
  }

  @Test
  void itemTwiceInATransaction_isRefused() {
    TransactWriteItem write = update("i1", "SET #a = :a", "#a", "a", "x");
    refused("ValidationException", () -> transact("t", List.of(write, write)));
  }

  @Test
  void tokenSentAgain_writesOnceAndForOtherContentIsRefused() {
    transact("token", List.of(creation(1)));
    both.deleteItem(delete -> delete.tableName(table).key(key("i1")));

    transact("token", List.of(creation(1)));
    refused("IdempotentParameterMismatchException", () -> transact("token", List.of(creation(2))));
  }

  @Test
  void tokenOfACancelledTransaction_maySucceedLater() {
    both.putItem(put -> put.tableName(table).item(key("i1")));
    refused("TransactionCanceledException", () -> transact("token", List.of(creation(1))));
    both.deleteItem(delete -> delete.tableName(table).key(key("i1")));

    transact("token", List.of(creation(1)));
  }

  @Test
  void itemOf400KilobytesFits_oneByteMoreDoesNot() {
    int rest = Sizes.ITEM_MAX - "id".length() - "i1".length() - "text".length();
    both.putItem(put -> put.tableName(table).item(sized(rest)));
    refused(
        "ValidationException",
        () -> both.putItem(put -> put.tableName(table).item(sized(rest + 1))));
    refused("ValidationException", () -> set("SET #more = :more", "#more", "more", ":more", "x"));
    refused(
        "TransactionCanceledException",
        () -> transact("t", List.of(update("i1", "SET #more = :more", "#more", "more", "x"))));
  }

  @Test
  void sizesOfMapsAndLists_countAsInTheService() {
    // One attribute of each shape, padded to the limit: an error in one byte would show.
    Map<String, AttributeValue> item = new HashMap<>(key("i1"));
    item.put("map", AttributeValue.fromM(Map.of("a", s("ä"), "b", AttributeValue.fromBool(true))));
    item.put("list", AttributeValue.fromL(List.of(s("x"), AttributeValue.fromNul(true))));
    item.put("set", AttributeValue.fromSs(List.of("one", "two")));
    item.put("number", AttributeValue.fromN("123"));
    item.put("text", s(""));
    int rest = Sizes.ITEM_MAX - Sizes.of(item);
    item.put("text", s("x".repeat(rest)));
    both.putItem(put -> put.tableName(table).item(item));
    item.put("text", s("x".repeat(rest + 1)));
    refused("ValidationException", () -> both.putItem(put -> put.tableName(table).item(item)));
  }

  @Test
  void transactionOfMoreThanFourMegabytes_isRefused() {
    List<TransactWriteItem> writes = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String id = "i" + i;
      writes.add(update(id, "SET #text = :text", "#text", "text", "x".repeat(390 * 1024)));
    }
    refused("ValidationException", () -> transact("t", writes));
    transact("u", writes.subList(0, 10));
  }

  @Test
  void expressionOf4Kilobytes_isTheLongest() {
    String condition = "attribute_not_exists(#more)";
    int rest = 4_096 - condition.length();
    conditional(condition + " ".repeat(rest));
    both.deleteItem(delete -> delete.tableName(table).key(key("i1")));
    refused("ValidationException", () -> conditional(condition + " ".repeat(rest + 1)));
  }

  @Test
  void unknownTable_isSaidSoByEveryOperation() {
    String none = "none";
    List<ThrowingCallable> calls =
        List.of(
            () -> both.getItem(get -> get.tableName(none).key(key("i1"))),
            () -> both.scan(scan -> scan.tableName(none)),
            () -> both.putItem(put -> put.tableName(none).item(key("i1"))),
            () -> both.deleteItem(delete -> delete.tableName(none).key(key("i1"))),
            () ->
                both.batchGetItem(
                    get ->
                        get.requestItems(
                            Map.of(
                                none,
                                KeysAndAttributes.builder().keys(List.of(key("i1"))).build()))),
            () -> both.transactGetItems(get -> get.transactItems(List.of(read(none, "i1")))),
            () ->
                both.updateItem(
                    update ->
                        update
                            .tableName(none)
                            .key(key("i1"))
                            .updateExpression("SET a = :a")
                            .expressionAttributeValues(Map.of(":a", s("a")))),
            () ->
                both.transactWriteItems(
                    write ->
                        write.transactItems(
                            List.of(
                                TransactWriteItem.builder()
                                    .put(put -> put.tableName(none).item(key("i1")))
                                    .build()))));
    assertThat(calls).allSatisfy(call -> refused("ResourceNotFoundException", call));
  }

  @Test
  void readsOfSeveral_tellWhatIsThere() {
    both.putItem(put -> put.tableName(table).item(sized(3)));
    both.batchGetItem(
        get ->
            get.requestItems(
                Map.of(
                    table,
                    KeysAndAttributes.builder()
                        .consistentRead(true)
                        .keys(List.of(key("none"), key("i1")))
                        .build())));
    both.transactGetItems(
        get -> get.transactItems(List.of(read(table, "none"), read(table, "i1"))));
    both.getItem(get -> get.tableName(table).key(key("none")));
    both.scan(scan -> scan.tableName(table).consistentRead(true));
  }

  @Test
  void wrongKeysAndValues_areRefused() {
    refused("ValidationException", () -> both.getItem(get -> get.tableName(table).key(Map.of())));
    refused(
        "ValidationException",
        () ->
            both.getItem(get -> get.tableName(table).key(Map.of("id", AttributeValue.fromN("1")))));
    refused("ValidationException", () -> both.getItem(get -> get.tableName(table).key(key(""))));
    List<AttributeValue> wrong =
        List.of(
            AttributeValue.fromN("one"),
            AttributeValue.fromN("1E+126"),
            AttributeValue.fromN("1E-131"),
            AttributeValue.fromN("1".repeat(39)),
            AttributeValue.fromNul(false),
            AttributeValue.fromSs(List.of("x", "x")),
            AttributeValue.fromNs(List.of("1", "1.0")),
            AttributeValue.builder().build());
    assertThat(wrong)
        .allSatisfy(
            value ->
                refused(
                    "ValidationException",
                    () ->
                        both.putItem(
                            put -> put.tableName(table).item(Map.of("id", s("i1"), "v", value)))));
  }

  @Test
  void numbers_areKeptInOneForm() {
    List<String> numbers =
        List.of("1E+10", "9.99E+125", "1E-130", "1".repeat(38), "0.000", "-0.50", "+7", "1e5");
    for (String number : numbers) {
      both.putItem(
          put ->
              put.tableName(table).item(Map.of("id", s("i1"), "v", AttributeValue.fromN(number))));
      both.updateItem(
          update ->
              update
                  .tableName(table)
                  .key(key("i1"))
                  .updateExpression("SET w = :w")
                  .conditionExpression("v = :v")
                  .expressionAttributeValues(
                      Map.of(":v", AttributeValue.fromN(number), ":w", s(number))));
    }
  }

  @Test
  void removeOfWhatIsNotThere_makesTheItem() {
    set("REMOVE #more", "#more", "more", null, null);
  }

  private void refused(String code, ThrowingCallable call) {
    assertThatCode(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private void transact(String token, List<TransactWriteItem> items) {
    both.transactWriteItems(write -> write.transactItems(items).clientRequestToken(table + token));
  }

  private static TransactGetItem read(String from, String id) {
    return TransactGetItem.builder().get(get -> get.tableName(from).key(key(id))).build();
  }

  private TransactWriteItem creation(int number) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(key("i" + number))
                    .conditionExpression("attribute_not_exists(id)"))
        .build();
  }

  private TransactWriteItem update(
      String id, String expression, String name, String attribute, String value) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(key(id))
                    .updateExpression(expression)
                    .expressionAttributeNames(Map.of(name, attribute))
                    .expressionAttributeValues(Map.of(name.replace('#', ':'), s(value))))
        .build();
  }

  private void set(
      String expression, String name, String attribute, String placeholder, String value) {
    both.updateItem(
        update -> {
          update
              .tableName(table)
              .key(key("i1"))
              .updateExpression(expression)
              .expressionAttributeNames(Map.of(name, attribute));
          if (placeholder != null) {
            update.expressionAttributeValues(Map.of(placeholder, s(value)));
          }
        });
  }

  private void conditional(String condition) {
    both.putItem(
        put ->
            put.tableName(table)
                .item(key("i1"))
                .conditionExpression(condition)
                .expressionAttributeNames(Map.of("#more", "more")));
  }

  private static Map<String, AttributeValue> sized(int textBytes) {
    return Map.of("id", s("i1"), "text", s("x".repeat(textBytes)));
  }

  private static Map<String, AttributeValue> key(String id) {
    return Map.of("id", s(id));
  }

  private static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }
}
