package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.WEB;
import static io.github.ecstasktracker.target.dynamodb.Items.add;
import static io.github.ecstasktracker.target.dynamodb.Items.patch;
import static io.github.ecstasktracker.target.dynamodb.Items.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** What reader, writer and inspector make of answers that DynamoDB Local never gives. */
class FailureAnswersTest {
  private static final ServerPatch CREATE = creation("web");

  @ParameterizedTest
  @CsvSource({
    "ProvisionedThroughputExceededException, true",
    "ThrottlingException, true",
    "RequestLimitExceeded, true",
    "AccessDeniedException, false",
    "InternalServerError, false"
  })
  void refusedCalls_areFailuresThatKnowAThrottle(String code, boolean throttled) {
    DynamoDbClient client = AnsweringClient.failing(code);
    String said = " of table traefik: " + code + ": so it says";
    DynamoDbReader reader = new DynamoDbReader(client, "traefik", CallGate.open());
    DynamoDbWriter writer = writer(client);

    assertThat(reader.scan(Urgency.BACKGROUND))
        .isEqualTo(new Result.Failed<>("Scan" + said, throttled));
    assertThat(reader.read(WEB, Urgency.LIVE))
        .isEqualTo(new Result.Failed<>("GetItem" + said, throttled));
    assertThat(writer.write(List.of(CREATE), Optional.empty()))
        .containsExactly(new WriteOutcome.Failed("UpdateItem" + said, throttled));
    assertThat(writer.write(List.of(CREATE, creation("shop")), Optional.empty()))
        .containsOnly(new WriteOutcome.Failed("TransactWriteItems" + said, throttled))
        .hasSize(2);
    assertThat(new TableInspector(client, "traefik", CallGate.open()).inspect())
        .isEqualTo(new TableShape.Unknown("traefik", "DescribeTable" + said));
  }

  @Test
  void invalidRequest_isRejectedAndNoSignOfTroubleInTheStore() {
    List<Result<?>> results = new ArrayList<>();
    CallGate watched =
        new CallGate() {
          @Override
          public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
            Result<T> result = call.get();
            results.add(result);
            return result;
          }
        };
    DynamoDbWriter writer =
        new DynamoDbWriter(
            AnsweringClient.failing("ValidationException"), "traefik", watched, UUID::randomUUID);
    String said = " of table traefik: ValidationException: so it says";

    assertThat(writer.write(List.of(CREATE), Optional.empty()))
        .containsExactly(new WriteOutcome.Rejected("UpdateItem" + said));
    assertThat(writer.write(List.of(CREATE, creation("shop")), Optional.empty()))
        .containsOnly(new WriteOutcome.Rejected("TransactWriteItems" + said))
        .hasSize(2);
    assertThat(results).hasOnlyElementsOfType(Result.Ok.class).hasSize(2);
  }

  @Test
  void cancelledWithoutAReasonForEach_failsTheWholeGroup() {
    DynamoDbWriter writer =
        writer(
            new AnsweringClient(
                _ -> {
                  throw TransactionCanceledException.builder().message("no reasons").build();
                }));

    assertThat(writer.write(List.of(CREATE, creation("shop")), Optional.empty()))
        .hasSize(2)
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isEqualTo(
                        new WriteOutcome.Failed(
                            "TransactWriteItems of table traefik: TransactionCanceledException:"
                                + " no reasons",
                            false)));
  }

  @Test
  void eachTransaction_hasATokenOfItsOwn() {
    AnsweringClient client = new AnsweringClient(_ -> TransactWriteItemsResponse.builder().build());
    DynamoDbWriter writer = writer(client);
    List<ServerPatch> group = List.of(CREATE, creation("shop"));

    writer.write(group, Optional.empty());
    writer.write(group, Optional.empty());

    assertThat(client.requests)
        .map(request -> ((TransactWriteItemsRequest) request).clientRequestToken())
        .containsExactly(new UUID(0, 1).toString(), new UUID(0, 2).toString());
  }

  @Test
  void gateThatRefuses_keepsEveryCallBack() {
    AnsweringClient client = AnsweringClient.failing("unused");
    List<String> asked = new ArrayList<>();
    CallGate shut =
        new CallGate() {
          @Override
          public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
            asked.add(api + " " + urgency);
            return new Result.Failed<>("circuit open", false);
          }
        };
    DynamoDbReader reader = new DynamoDbReader(client, "traefik", shut);

    assertThat(reader.scan(Urgency.BACKGROUND))
        .isEqualTo(new Result.Failed<>("circuit open", false));
    assertThat(reader.read(WEB, Urgency.LIVE))
        .isEqualTo(new Result.Failed<>("circuit open", false));
    assertThat(
            new DynamoDbWriter(client, "traefik", shut, UUID::randomUUID)
                .write(List.of(CREATE), Optional.empty()))
        .containsExactly(new WriteOutcome.Failed("circuit open", false));
    assertThat(client.requests).isEmpty();
    assertThat(asked).containsExactly("DYNAMODB BACKGROUND", "DYNAMODB LIVE", "DYNAMODB LIVE");
  }

  @Test
  void scanThatNeverEnds_isGivenUp() {
    AnsweringClient client =
        new AnsweringClient(
            _ -> ScanResponse.builder().lastEvaluatedKey(Map.of("id", s("again"))).build());

    assertThat(new DynamoDbReader(client, "traefik", CallGate.open()).scan(Urgency.BACKGROUND))
        .isEqualTo(
            new Result.Failed<>("Scan of table traefik: not at its end after 1000 pages", false));
    assertThat(client.requests).hasSize(1_000);
  }

  @Test
  void pageThatFails_failsTheWholeScan() {
    AnsweringClient client =
        new AnsweringClient(
            request -> {
              if (((ScanRequest) request).hasExclusiveStartKey()) {
                throw TransactionCanceledException.builder().message("second page").build();
              }
              return ScanResponse.builder()
                  .items(List.of(Items.web("1", Items.backend(1))))
                  .lastEvaluatedKey(Map.of("id", s("web__backend")))
                  .build();
            });

    assertThat(new DynamoDbReader(client, "traefik", CallGate.open()).scan(Urgency.BACKGROUND))
        .isInstanceOf(Result.Failed.class);
  }

  @ParameterizedTest
  @CsvSource({"CREATING, false", "DELETING, false", "UPDATING, true", "ACTIVE, true"})
  void table_servesWhileItIsActiveOrUpdated(String status, boolean serves) {
    AnsweringClient client =
        new AnsweringClient(
            _ ->
                DescribeTableResponse.builder()
                    .table(
                        table ->
                            table
                                .tableStatus(status)
                                .keySchema(
                                    KeySchemaElement.builder()
                                        .attributeName("id")
                                        .keyType(KeyType.HASH)
                                        .build())
                                .attributeDefinitions(
                                    DynamoDbLocal.keyPart("id", ScalarAttributeType.S)))
                    .build());

    TableShape shape = new TableInspector(client, "traefik", CallGate.open()).inspect();

    assertThat(shape.sentence())
        .isEqualTo(
            serves
                ? "table traefik is in service and keyed by id"
                : "table traefik is %s; it must be ACTIVE".formatted(status));
  }

  @Test
  void groupsThatAreNone_areRefused() {
    DynamoDbWriter writer = writer(AnsweringClient.failing("unused"));
    List<ServerPatch> tooMany =
        IntStream.rangeClosed(0, BackendWriter.GROUP_MAX)
            .mapToObj(number -> creation("s" + number))
            .toList();

    assertThatThrownBy(() -> writer.write(List.of(), Optional.empty()))
        .hasMessageContaining("1 to 99");
    assertThatThrownBy(() -> writer.write(tooMany, Optional.empty()))
        .hasMessageContaining("1 to 99");
    assertThatThrownBy(() -> writer.write(List.of(CREATE, CREATE), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  private static DynamoDbWriter writer(DynamoDbClient client) {
    return new DynamoDbWriter(
        client,
        "traefik",
        CallGate.open(),
        new Supplier<>() {
          private long made;

          @Override
          public UUID get() {
            return new UUID(0, ++made);
          }
        });
  }

  private static ServerPatch creation(String backend) {
    return patch(new StoredBackend.Missing(new BackendKey(backend)), add(1));
  }
}
