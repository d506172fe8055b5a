package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.WEB;
import static io.github.ecstasktracker.target.dynamodb.Items.add;
import static io.github.ecstasktracker.target.dynamodb.Items.backend;
import static io.github.ecstasktracker.target.dynamodb.Items.map;
import static io.github.ecstasktracker.target.dynamodb.Items.n;
import static io.github.ecstasktracker.target.dynamodb.Items.nul;
import static io.github.ecstasktracker.target.dynamodb.Items.patch;
import static io.github.ecstasktracker.target.dynamodb.Items.remove;
import static io.github.ecstasktracker.target.dynamodb.Items.s;
import static io.github.ecstasktracker.target.dynamodb.Items.web;
import static io.github.ecstasktracker.target.dynamodb.Items.with;
import static io.github.ecstasktracker.target.dynamodb.Items.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Every outcome of one patch, against DynamoDB's own conditions. */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbWriterIT {
  private final DynamoDbLocal dynamo;
  private ManagedTable table;

  DynamoDbWriterIT(DynamoDbLocal dynamo) {
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
  void missingItem_isCreatedAsTheOriginalWritesIt() {
    WriteOutcome outcome = write(patch(table.read(WEB), add(1)));

    assertThat(table.raw("web__backend")).isEqualTo(web("1", backend(1)));
    assertThat(outcome).isEqualTo(new WriteOutcome.Applied(present()));
  }

  @Test
  void createRace_leavesTheFirstItemAlone() {
    StoredBackend missing = table.read(WEB);
    table.put(web("1", backend(7)));

    assertThat(write(patch(missing, add(1)))).isInstanceOf(WriteOutcome.Conflict.class);
    assertThat(table.raw("web__backend")).isEqualTo(web("1", backend(7)));
  }

  @Test
  void createAfterCreate_ofTheSameServers_isApplied() {
    StoredBackend missing = table.read(WEB);
    write(patch(missing, add(1)));

    assertThat(write(patch(missing, add(1)))).isEqualTo(new WriteOutcome.Applied(present()));
    assertThat(table.raw("web__backend")).isEqualTo(web("1", backend(1)));
  }

  @Test
  void changes_landTogetherAndBumpTheVersion() {
    table.put(web("4", backend(1, 2)));

    WriteOutcome outcome = write(patch(table.read(WEB), remove(1), add(3)));

    assertThat(table.raw("web__backend")).isEqualTo(web("5", backend(2, 3)));
    assertThat(outcome).isEqualTo(new WriteOutcome.Applied(present()));
  }

  @Test
  void appliedItem_carriesThePatchThatFollows() {
    WriteOutcome first = write(patch(table.read(WEB), add(1)));
    WriteOutcome second = write(patch(((WriteOutcome.Applied) first).item(), add(2), remove(1)));

    assertThat(second).isEqualTo(new WriteOutcome.Applied(present()));
    assertThat(table.raw("web__backend")).isEqualTo(web("2", backend(2)));
  }

  @Test
  void lastServer_leavesTheItemWithAnEmptyMap() {
    table.put(web("4", backend(1)));
    write(patch(table.read(WEB), remove(1)));
    assertThat(table.raw("web__backend")).isEqualTo(web("5", backend()));
  }

  @Test
  void versionAbsent_becomesOne() {
    table.put(without(web("4", backend(1)), "version"));
    write(patch(table.read(WEB), add(2)));
    assertThat(table.raw("web__backend")).isEqualTo(web("1", backend(1, 2)));
  }

  static Stream<AttributeValue> backendsWithoutServers() {
    return Stream.of(
        nul(), map(Map.of()), map(Map.of("servers", nul())), map(Map.of("servers", map(Map.of()))));
  }

  @ParameterizedTest
  @MethodSource("backendsWithoutServers")
  void backendWithoutServers_getsItsFirst(AttributeValue backend) {
    table.put(web("4", backend));

    WriteOutcome outcome = write(patch(table.read(WEB), add(1)));

    assertThat(table.raw("web__backend")).isEqualTo(web("5", backend(1)));
    assertThat(outcome).isEqualTo(new WriteOutcome.Applied(present()));
  }

  @ParameterizedTest
  @MethodSource("backendsWithoutServers")
  void backendWithoutServers_editedMeanwhile_isAConflict(AttributeValue backend) {
    table.put(web("4", backend));
    StoredBackend read = table.read(WEB);
    for (AttributeValue edited :
        List.of(backend(7), map(Map.of("servers", s("junk"))), s("junk"), n("1"))) {
      table.put(web("4", edited));

      assertThat(write(patch(read, add(1))))
          .as("%s became %s", backend, edited)
          .isInstanceOf(WriteOutcome.Conflict.class);
      assertThat(table.raw("web__backend")).isEqualTo(web("4", edited));
    }
  }

  @Test
  void editorWhoBumpsTheVersion_isNotOverwritten() {
    conflictsWith(web("5", backend(1)), "it has version 5 and 1 servers");
  }

  @Test
  void editorWhoDoesNotBumpTheVersion_isNotOverwritten() {
    conflictsWith(web("4", backend(1, 9)), "it has version 4 and 2 servers");
  }

  @Test
  void editorWhoDropsTheVersion_isNotOverwritten() {
    conflictsWith(without(web("4", backend(1)), "version"), "it has version none and 1 servers");
  }

  @Test
  void editorWhoBreaksTheItem_isNotOverwritten() {
    conflictsWith(web("4", s("junk")), "its backend is of type S, not M");
  }

  private void conflictsWith(Map<String, AttributeValue> edited, String reason) {
    table.put(web("4", backend(1)));
    StoredBackend read = table.read(WEB);
    table.put(edited);

    assertThat(write(patch(read, add(2))))
        .isEqualTo(new WriteOutcome.Conflict("the item was changed after it was read: " + reason));
    assertThat(table.raw("web__backend")).isEqualTo(edited);
  }

  @Test
  void editorOfAnotherAttribute_losesNothing_andNeitherDoWe() {
    table.put(web("4", backend(1)));
    StoredBackend read = table.read(WEB);
    table.put(with(web("4", backend(1)), "owner", s("shop")));

    assertThat(write(patch(read, add(2)))).isInstanceOf(WriteOutcome.Applied.class);
    assertThat(table.raw("web__backend"))
        .isEqualTo(with(web("5", backend(1, 2)), "owner", s("shop")));
  }

  @Test
  void deletedItem_isNotMadeAgain() {
    table.put(web("4", backend(1)));
    StoredBackend read = table.read(WEB);
    table.delete("web__backend");

    assertThat(write(patch(read, add(2))))
        .isEqualTo(new WriteOutcome.Conflict("the item was deleted after it was read"));
    assertThat(table.raw("web__backend")).isEmpty();
  }

  @Test
  void malformedItem_cannotEvenBeAskedFor() {
    Map<String, AttributeValue> junk = with(web("4", backend(1)), "version", s("four"));
    table.put(junk);
    StoredBackend read = table.read(WEB);

    assertThatThrownBy(() -> patch(read, add(2))).isInstanceOf(IllegalArgumentException.class);
    assertThat(write(patch(new StoredBackend.Missing(WEB), add(2))))
        .isInstanceOf(WriteOutcome.Conflict.class);
    assertThat(table.raw("web__backend")).isEqualTo(junk);
  }

  @Test
  void lostAnswer_isAFailure_andTheSameWriteAgainIsApplied() {
    table.put(web("4", backend(1)));
    ServerPatch patch = patch(table.read(WEB), add(2));
    try (DynamoDbClient lossy = table.lossy(LostAnswers.byConnection(), 1)) {
      DynamoDbWriter writer = table.writer(lossy);

      assertThat(writer.write(List.of(patch), Optional.empty()))
          .singleElement()
          .isInstanceOfSatisfying(
              WriteOutcome.Failed.class,
              failed -> {
                assertThat(failed.reason())
                    .startsWith("UpdateItem of table %s: ".formatted(table.name))
                    .contains("the answer was lost");
                assertThat(failed.throttled()).isFalse();
              });
      assertThat(writer.write(List.of(patch), Optional.empty()))
          .containsExactly(new WriteOutcome.Applied(present()));
    }
    assertThat(table.raw("web__backend")).isEqualTo(web("5", backend(1, 2)));
  }

  @Test
  void lostAnswer_triedAgainByTheSdkItself_isApplied() {
    table.put(web("4", backend(1)));
    ServerPatch patch = patch(table.read(WEB), add(2));
    try (DynamoDbClient lossy = table.lossy(LostAnswers.byServerError(), 3)) {
      assertThat(table.writer(lossy).write(List.of(patch), Optional.empty()))
          .containsExactly(new WriteOutcome.Applied(present()));
    }
    assertThat(table.raw("web__backend")).isEqualTo(web("5", backend(1, 2)));
  }

  @Test
  void lostAnswer_andAnEditSince_isAConflict() {
    table.put(web("4", backend(1)));
    ServerPatch patch = patch(table.read(WEB), add(2));
    try (DynamoDbClient lossy = table.lossy(LostAnswers.byConnection(), 1)) {
      table.writer(lossy).write(List.of(patch), Optional.empty());
    }
    table.put(web("5", backend(1, 2, 3)));

    assertThat(write(patch)).isInstanceOf(WriteOutcome.Conflict.class);
    assertThat(table.raw("web__backend")).isEqualTo(web("5", backend(1, 2, 3)));
  }

  @Test
  void anyNumberOfChanges_isTakenByDynamoDb() {
    for (int count : List.of(1, 170, 240, 250, 260, 270, 280, 290, 300, 310, 1_000, 3_000)) {
      table.put(web("4", backend(5_000)));
      ServerChange[] changes =
          IntStream.range(0, count).mapToObj(Items::add).toArray(ServerChange[]::new);

      assertThat(write(patch(table.read(WEB), changes)))
          .as("%d changes", count)
          .isEqualTo(new WriteOutcome.Applied(present()));
      assertThat(present().servers()).hasSize(count + 1);
    }
  }

  @Test
  void itemThatWouldGrowTooLarge_isRejectedAndStaysAsItWas() {
    Map<String, AttributeValue> large =
        with(web("4", backend(1)), "ballast", s("x".repeat(409_400)));
    table.put(large);

    ServerChange[] changes =
        IntStream.range(2, 20).mapToObj(Items::add).toArray(ServerChange[]::new);
    assertThat(write(patch(table.read(WEB), changes)))
        .isInstanceOfSatisfying(
            WriteOutcome.Rejected.class,
            rejected ->
                assertThat(rejected.reason()).contains("ValidationException").contains("size"));
    assertThat(table.raw("web__backend")).isEqualTo(large);
  }

  @Test
  void twoWritersAtOnce_loseNothingOfEither() throws Exception {
    table.put(web("0", backend()));
    List<Callable<Integer>> writers = List.of(() -> addAll(0, 25), () -> addAll(100, 125));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> writer : threads.invokeAll(writers)) {
        assertThat(writer.get()).isEqualTo(25);
      }
    }

    Map<String, AttributeValue> expected = new HashMap<>(web("50", backend()));
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, 25).boxed().toList());
    numbers.addAll(IntStream.range(100, 125).boxed().toList());
    expected.put("backend", backend(numbers.stream().mapToInt(Integer::intValue).toArray()));
    assertThat(table.raw("web__backend")).isEqualTo(expected);
  }

  /** Adds one server after another, reading anew after each conflict, as a reconciler does. */
  private int addAll(int from, int to) {
    int landed = 0;
    for (int number = from; number < to; number++) {
      for (int attempt = 0; attempt < 1_000; attempt++) {
        if (write(patch(table.read(WEB), add(number))) instanceof WriteOutcome.Applied) {
          landed++;
          break;
        }
      }
    }
    return landed;
  }

  private WriteOutcome write(ServerPatch patch) {
    List<WriteOutcome> outcomes = table.writer().write(List.of(patch), Optional.empty());
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  private StoredBackend.Present present() {
    return (StoredBackend.Present) table.read(WEB);
  }
}
