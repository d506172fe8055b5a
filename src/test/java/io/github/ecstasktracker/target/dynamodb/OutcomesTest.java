package io.github.ecstasktracker.target.dynamodb;

import static io.github.ecstasktracker.target.dynamodb.Items.WEB;
import static io.github.ecstasktracker.target.dynamodb.Items.add;
import static io.github.ecstasktracker.target.dynamodb.Items.backend;
import static io.github.ecstasktracker.target.dynamodb.Items.patch;
import static io.github.ecstasktracker.target.dynamodb.Items.s;
import static io.github.ecstasktracker.target.dynamodb.Items.web;
import static io.github.ecstasktracker.target.dynamodb.Items.with;
import static io.github.ecstasktracker.target.dynamodb.Items.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;

/** The answers that DynamoDB Local never gives, and what a refusing item looks like. */
class OutcomesTest {
  private static final PatchExpression ONE =
      PatchExpression.of(patch(ItemCodec.decode(WEB, web("4", backend(1))), add(2)));
  private static final PatchExpression OTHER =
      PatchExpression.of(patch(new StoredBackend.Missing(new BackendKey("shop")), add(3)));

  @Test
  void refused_ourServersUnderOurVersion_isOurOwnEarlierAttempt() {
    Map<String, AttributeValue> landed = with(web("5", backend(1, 2)), "owner", s("shop"));
    assertThat(Outcomes.refused(ONE, landed)).isEqualTo(Outcomes.applied(ONE));
  }

  @Test
  void refused_ourServersUnderAnotherVersion_isAConflict() {
    assertThat(Outcomes.refused(ONE, web("6", backend(1, 2)))).isEqualTo(changed("6", 2));
    assertThat(Outcomes.refused(ONE, web("4", backend(1, 2)))).isEqualTo(changed("4", 2));
  }

  @Test
  void refused_otherServersUnderOurVersion_isAConflict() {
    assertThat(Outcomes.refused(ONE, web("5", backend(1, 3)))).isEqualTo(changed("5", 2));
    assertThat(Outcomes.refused(ONE, without(web("5", backend()), "version")))
        .isEqualTo(changed("none", 0));
  }

  @Test
  void refused_itemGone_isAConflict() {
    assertThat(Outcomes.refused(ONE, Map.of()))
        .isEqualTo(new WriteOutcome.Conflict("the item was deleted after it was read"));
  }

  @Test
  void refused_itemMalformedNow_isAConflictThatSaysWhy() {
    assertThat(Outcomes.refused(ONE, web("4", s("junk"))))
        .isEqualTo(
            new WriteOutcome.Conflict(
                "the item was changed after it was read: its backend is of type S, not M"));
  }

  @ParameterizedTest
  @CsvSource({
    "TransactionConflict, false",
    "ProvisionedThroughputExceeded, true",
    "ThrottlingError, true",
    "ValidationError, false",
    "ItemCollectionSizeLimitExceeded, false"
  })
  void cancelled_byOnesFault_failsThatOneAndNotItsNeighbour(String code, boolean throttled) {
    List<WriteOutcome> outcomes =
        Outcomes.cancelled(
            List.of(ONE, OTHER),
            List.of(reason("None").build(), reason(code).message("try later").build()));

    assertThat(outcomes)
        .containsExactly(
            new WriteOutcome.NotTried("its transaction was cancelled: " + code),
            new WriteOutcome.Failed(code + ": try later", throttled));
  }

  @Test
  void cancelled_everyoneInvalid_rejectsTheRequest() {
    CancellationReason invalid = reason("ValidationError").message("too large").build();

    assertThat(Outcomes.cancelled(List.of(ONE, OTHER), List.of(invalid, invalid)))
        .hasSize(2)
        .containsOnly(new WriteOutcome.Rejected("ValidationError: too large"));
  }

  @Test
  void fence_onlyItsOwnConditionIsItsFall() {
    Fence fence = new Fence("lease", "traefik/epoch", new UUID(0, 1));

    assertThat(FenceCheck.failure(fence, reason("None").build())).isEmpty();
    assertThat(FenceCheck.failure(fence, reason("TransactionConflict").message("busy").build()))
        .contains(new WriteOutcome.Failed("fence: TransactionConflict: busy", false));
    assertThat(FenceCheck.failure(fence, reason("ThrottlingError").message("slow").build()))
        .contains(new WriteOutcome.Failed("fence: ThrottlingError: slow", true));
    assertThat(FenceCheck.failure(fence, reason("ConditionalCheckFailed").build()))
        .contains(new WriteOutcome.Fenced("the lease's item traefik/epoch is gone"));
    assertThat(
            FenceCheck.failure(
                fence,
                reason("ConditionalCheckFailed").item(Map.of("id", s("traefik/epoch"))).build()))
        .contains(new WriteOutcome.Fenced("another term has begun"));
  }

  @Test
  void cancelled_byConditions_judgesEachByItsOwnItem() {
    List<WriteOutcome> outcomes =
        Outcomes.cancelled(
            List.of(ONE, OTHER),
            List.of(
                reason("ConditionalCheckFailed").item(web("5", backend(1, 2))).build(),
                reason("ConditionalCheckFailed").build()));

    assertThat(outcomes)
        .containsExactly(
            Outcomes.applied(ONE),
            new WriteOutcome.Conflict("the item was deleted after it was read"));
  }

  private static WriteOutcome.Conflict changed(String version, int servers) {
    return new WriteOutcome.Conflict(
        "the item was changed after it was read: it has version %s and %d servers"
            .formatted(version, servers));
  }

  private static CancellationReason.Builder reason(String code) {
    return CancellationReason.builder().code(code);
  }
}
