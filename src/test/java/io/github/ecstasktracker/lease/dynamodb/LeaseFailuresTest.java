package io.github.ecstasktracker.lease.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.ecs.DefinitionStore.Kept;
import io.github.ecstasktracker.ecs.DefinitionStore.Loaded;
import io.github.ecstasktracker.lease.AcquireRequest;
import io.github.ecstasktracker.lease.Candidate;
import io.github.ecstasktracker.lease.LeaseAnswer;
import io.github.ecstasktracker.lease.LeaseRead;
import io.github.ecstasktracker.lease.LeaseSnapshot;
import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** What the store and the table make of answers that DynamoDB Local never gives. */
class LeaseFailuresTest {
  private static final LeaseSnapshot NOTHING =
      new LeaseSnapshot(Optional.empty(), Optional.empty());
  private static final AcquireRequest REQUEST =
      new AcquireRequest(
          Candidate.of("one", new UUID(1, 1), List.of("main")),
          new UUID(1, 2),
          new UUID(1, 3),
          1,
          Duration.ofSeconds(15));
  private static final Kept KEPT = new Kept("text", Instant.EPOCH);
  private static final DynamoDbException DENIED =
      (DynamoDbException)
          DynamoDbException.builder()
              .awsErrorDetails(
                  AwsErrorDetails.builder()
                      .errorCode("AccessDeniedException")
                      .errorMessage("so it says")
                      .build())
              .build();

  /** Answers in this order; an exception is thrown. */
  private final Queue<Object> answers = new ArrayDeque<>();

  private final Queue<DynamoDbRequest> requests = new ArrayDeque<>();
  private final DynamoDbClient client = new ScriptedClient();
  private final DynamoDbLeaseStore store =
      new DynamoDbLeaseStore(client, "lease", "traefik", LeaseTiming.DEFAULT);
  private final LeaseTable table = new LeaseTable(client, "lease");
  private final DynamoDbDefinitions definitions = new DynamoDbDefinitions(client, "lease");
  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);

  @Test
  void everyCall_hasItsTimeLimits_andAConsistentRead() {
    answers.add(BatchGetItemResponse.builder().build());
    answers.add(TransactWriteItemsResponse.builder().build());
    store.read();
    store.acquire(NOTHING, REQUEST);

    assertThat(requests)
        .allSatisfy(
            request -> {
              assertThat(request.overrideConfiguration().orElseThrow().apiCallTimeout())
                  .contains(Duration.ofSeconds(5));
              assertThat(request.overrideConfiguration().orElseThrow().apiCallAttemptTimeout())
                  .contains(Duration.ofSeconds(2));
            });
    BatchGetItemRequest read = (BatchGetItemRequest) requests.remove();
    assertThat(read.requestItems().get("lease").consistentRead()).isTrue();
    assertThat(((TransactWriteItemsRequest) requests.remove()).clientRequestToken())
        .isEqualTo(REQUEST.token().toString());
  }

  @Test
  void read_throttledInPart_isAFailure_notAMissingItem() {
    answers.add(
        BatchGetItemResponse.builder()
            .unprocessedKeys(Map.of("lease", KeysAndAttributes.builder().build()))
            .build());
    assertThat(store.read())
        .isEqualTo(new LeaseRead.Failed("BatchGetItem of lease table lease: throttled"));
  }

  @Test
  void read_denied_isAFailure() {
    answers.add(DENIED);
    assertThat(store.read())
        .isEqualTo(
            new LeaseRead.Failed(
                "BatchGetItem of lease table lease: AccessDeniedException: so it says"));
  }

  /** A conflict says nothing of who leads: only a condition that failed does. */
  @Test
  void acquire_conflict_isAFailure_conditionIsARefusal() {
    answers.add(cancelled("None", "TransactionConflict"));
    assertThat(store.acquire(NOTHING, REQUEST)).isInstanceOf(LeaseAnswer.Failed.class);
    answers.add(cancelled("TransactionConflict", "ConditionalCheckFailed"));
    assertThat(store.acquire(NOTHING, REQUEST)).isEqualTo(new LeaseAnswer.Refused());
    answers.add(TransactionCanceledException.builder().message("no reasons").build());
    assertThat(store.acquire(NOTHING, REQUEST)).isInstanceOf(LeaseAnswer.Failed.class);
  }

  @Test
  void acquire_noAnswer_isAFailure() {
    answers.add(SdkClientException.create("no route"));
    assertThat(store.acquire(NOTHING, REQUEST))
        .isEqualTo(
            new LeaseAnswer.Failed(
                "TransactWriteItems of lease table lease: SdkClientException: no route"));
  }

  @Test
  void create_somebodyElseWasAsQuick_waitsForTheirs() throws InterruptedException {
    answers.addAll(
        List.of(
            missing(),
            ResourceInUseException.builder().build(),
            missing(),
            described(TableStatus.CREATING),
            described(TableStatus.ACTIVE),
            expiry(TimeToLiveStatus.ENABLED)));
    assertThat(create()).isEqualTo(new LeaseTableShape.Fit("lease"));
    assertThat(answers).isEmpty();
  }

  @Test
  void create_neverActive_endsAfterAMinute() throws InterruptedException {
    answers.add(missing());
    answers.add(CreateTableResponse.builder().build());
    for (int second = 0; second <= 60; second++) {
      answers.add(described(TableStatus.CREATING));
    }
    assertThat(create().sentence()).isEqualTo("lease table lease is CREATING; it must be ACTIVE");
    assertThat(answers).isEmpty();
  }

  @Test
  void create_denied_isToldAndNotTriedAgain() throws InterruptedException {
    answers.add(missing());
    answers.add(DENIED);
    assertThat(create().sentence())
        .isEqualTo(
            "lease table lease: CreateTable of lease table lease: AccessDeniedException: so it"
                + " says");
  }

  @Test
  void create_expiryIsDenied_isTold() throws InterruptedException {
    answers.addAll(
        List.of(described(TableStatus.ACTIVE), expiry(TimeToLiveStatus.DISABLED), DENIED));
    assertThat(create().sentence())
        .isEqualTo(
            "lease table lease: UpdateTimeToLive of lease table lease: AccessDeniedException: so it"
                + " says");
  }

  @Test
  void forgets_byAnotherAttribute_doesNot() {
    answers.add(
        DescribeTimeToLiveResponse.builder()
            .timeToLiveDescription(
                ttl -> ttl.timeToLiveStatus(TimeToLiveStatus.ENABLED).attributeName("ttl"))
            .build());
    assertThat(table.forgets()).isEqualTo(new Result.Ok<>(false));
  }

  @Test
  void forgets_denied_isAFailure() {
    answers.add(DENIED);
    assertThat(table.forgets())
        .isEqualTo(
            new Result.Failed<>(
                "DescribeTimeToLive of lease table lease: AccessDeniedException: so it says",
                false));
  }

  @Test
  void inspect_denied_isUnknown_andNothingIsMade() throws InterruptedException {
    answers.add(DENIED);
    assertThat(create()).isInstanceOf(LeaseTableShape.Unknown.class);
  }

  @Test
  void inspect_updating_fits() {
    answers.add(described(TableStatus.UPDATING));
    assertThat(table.inspect()).isEqualTo(new LeaseTableShape.Fit("lease"));
  }

  @Test
  void definitions_partOfAnAnswer_theRestIsAskedForAgain() {
    Set<String> arns = Set.of("a", "b");
    answers.add(
        BatchGetItemResponse.builder()
            .responses(Map.of("lease", List.of(definition("a"))))
            .unprocessedKeys(
                Map.of("lease", KeysAndAttributes.builder().keys(List.of(key("b"))).build()))
            .build());
    answers.add(
        BatchGetItemResponse.builder()
            .responses(Map.of("lease", List.of(definition("b"))))
            .build());

    assertThat(definitions.load(arns).kept()).containsOnlyKeys(arns);
    assertThat(requests)
        .hasSize(2)
        .allSatisfy(
            request -> {
              var limits = request.overrideConfiguration().orElseThrow();
              assertThat(limits.apiCallAttemptTimeout()).isPresent();
              assertThat(limits.apiCallTimeout()).isPresent();
            });
  }

  @Test
  void definitions_thatDynamoDbLeavesOut_areNotThereAndNotAskedForForEver() {
    for (int part = 0; part < 3; part++) {
      answers.add(
          BatchGetItemResponse.builder()
              .unprocessedKeys(
                  Map.of("lease", KeysAndAttributes.builder().keys(List.of(key("a"))).build()))
              .build());
    }
    assertThat(definitions.load(Set.of("a"))).isEqualTo(new Loaded(Map.of(), Optional.empty()));
    assertThat(answers).isEmpty();
  }

  @Test
  void definitions_denied_isAFailure() {
    answers.addAll(List.of(DENIED, DENIED));
    assertThat(definitions.load(Set.of("a")))
        .isEqualTo(
            new Loaded(
                Map.of(),
                Optional.of(
                    "BatchGetItem of lease table lease: AccessDeniedException: so it says")));
    assertThat(definitions.save(Map.of("a", KEPT)))
        .isEqualTo(
            new Result.Failed<>(
                "BatchWriteItem of lease table lease: AccessDeniedException: so it says", false));
  }

  /** DynamoDB answers for up to a hundred keys. */
  @Test
  void definitions_laterPageFails_theFirstIsKept() {
    answers.add(
        BatchGetItemResponse.builder()
            .responses(Map.of("lease", List.of(definition("a"))))
            .build());
    answers.add(DENIED);
    Set<String> arns = new HashSet<>(Set.of("a"));
    for (int i = 0; i < 100; i++) {
      arns.add("arn" + i);
    }

    Loaded loaded = definitions.load(arns);
    assertThat(loaded.kept()).containsOnlyKeys("a");
    assertThat(loaded.failure()).isPresent();
  }

  @Test
  void definitions_noTable_isNoFailure() {
    answers.addAll(List.of(missing(), missing()));
    assertThat(definitions.load(Set.of("a"))).isEqualTo(new Loaded(Map.of(), Optional.empty()));
    assertThat(definitions.save(Map.of("a", KEPT))).isEqualTo(new Result.Ok<>(0));
  }

  @Test
  void definitions_someNotWritten_isAFailure() {
    answers.add(
        BatchWriteItemResponse.builder()
            .unprocessedItems(
                Map.of(
                    "lease",
                    List.of(
                        WriteRequest.builder()
                            .putRequest(put -> put.item(definition("a")))
                            .build())))
            .build());
    assertThat(definitions.save(Map.of("a", KEPT)))
        .isEqualTo(new Result.Failed<>("BatchWriteItem of lease table lease left some out", true));
  }

  private static Map<String, AttributeValue> key(String arn) {
    return Map.of("id", AttributeValue.fromS("definition/" + arn));
  }

  private static Map<String, AttributeValue> definition(String arn) {
    return Map.of(
        "id",
        AttributeValue.fromS("definition/" + arn),
        "definition",
        AttributeValue.fromS("text"),
        "expires",
        AttributeValue.fromN("1"));
  }

  private LeaseTableShape create() throws InterruptedException {
    return table.create(time::get, time::addAndGet);
  }

  private static ResourceNotFoundException missing() {
    return ResourceNotFoundException.builder().build();
  }

  private static TransactionCanceledException cancelled(String... codes) {
    return TransactionCanceledException.builder()
        .cancellationReasons(
            Arrays.stream(codes)
                .map(code -> CancellationReason.builder().code(code).build())
                .toList())
        .build();
  }

  private static DescribeTableResponse described(TableStatus status) {
    return DescribeTableResponse.builder()
        .table(
            description ->
                description
                    .tableStatus(status)
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build())
                    .attributeDefinitions(DynamoDbLocal.keyPart("id", ScalarAttributeType.S)))
        .build();
  }

  private static DescribeTimeToLiveResponse expiry(TimeToLiveStatus status) {
    return DescribeTimeToLiveResponse.builder()
        .timeToLiveDescription(ttl -> ttl.timeToLiveStatus(status).attributeName("expires"))
        .build();
  }

  private final class ScriptedClient implements DynamoDbClient {
    private <T> T answer(DynamoDbRequest request, Class<T> type) {
      requests.add(request);
      Object answer = answers.remove();
      if (answer instanceof RuntimeException failure) {
        throw failure;
      }
      return type.cast(answer);
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
      return answer(request, BatchGetItemResponse.class);
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
      return answer(request, TransactWriteItemsResponse.class);
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
      return answer(request, DescribeTableResponse.class);
    }

    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
      return answer(request, CreateTableResponse.class);
    }

    @Override
    public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
      return answer(request, DescribeTimeToLiveResponse.class);
    }

    @Override
    public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request) {
      return answer(request, UpdateTimeToLiveResponse.class);
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
      return answer(request, BatchWriteItemResponse.class);
    }

    @Override
    public String serviceName() {
      return DynamoDbClient.SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
