package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.target.WriteOutcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;

/** What DynamoDB's answers to conditional writes mean. */
final class Outcomes {
  /**
   * The codes of a cancellation reason
   * (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html).
   */
  static final String INNOCENT = "None";

  static final String CONDITION = "ConditionalCheckFailed";
  private static final String INVALID = "ValidationError";
  private static final Set<String> THROTTLES =
      Set.of("ProvisionedThroughputExceeded", "ThrottlingError");

  private Outcomes() {}

  static WriteOutcome applied(PatchExpression patch) {
    return new WriteOutcome.Applied(ItemCodec.present(patch.key(), patch.after()));
  }

  /**
   * A condition failed. An item with exactly our servers under exactly our version is taken for our
   * own earlier attempt: the SDK retries a write whose answer was lost, and its condition then
   * fails on its own work. The same servers under another version are somebody else's doing: a
   * conflict, and the next read finds nothing to do.
   *
   * @param found the item as it is; empty where there is none
   */
  static WriteOutcome refused(PatchExpression patch, Map<String, AttributeValue> found) {
    if (found.isEmpty()) {
      return new WriteOutcome.Conflict("the item was deleted after it was read");
    }
    return switch (ItemCodec.decode(patch.key(), found)) {
      case StoredBackend.Present(_, _, ItemRevision now) when now.equals(patch.after()) ->
          applied(patch);
      case StoredBackend.Present(_, _, ItemRevision now) ->
          new WriteOutcome.Conflict(
              "the item was changed after it was read: it has version %s and %d servers"
                  .formatted(version(now.version()), now.entries().servers().size()));
      case StoredBackend.Malformed malformed ->
          new WriteOutcome.Conflict(
              "the item was changed after it was read: " + malformed.reason());
      case StoredBackend other -> throw new IllegalStateException("an item decodes to no " + other);
    };
  }

  /**
   * A cancelled transaction: nothing was written; each reason stands for the patch at its place.
   * Where several are all said to be invalid, the request is, by its size for instance.
   */
  static List<WriteOutcome> cancelled(
      List<PatchExpression> patches, List<CancellationReason> reasons) {
    if (reasons.stream().allMatch(reason -> reason.code().equals(INVALID))) {
      String why = INVALID + ": " + reasons.getFirst().message();
      return Collections.nCopies(patches.size(), new WriteOutcome.Rejected(why));
    }
    List<WriteOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < patches.size(); i++) {
      outcomes.add(outcome(patches.get(i), reasons.get(i), reasons));
    }
    return List.copyOf(outcomes);
  }

  private static WriteOutcome outcome(
      PatchExpression patch, CancellationReason reason, List<CancellationReason> all) {
    return switch (reason.code()) {
      case INNOCENT -> new WriteOutcome.NotTried("its transaction was cancelled: " + culprits(all));
      case CONDITION -> refused(patch, reason.hasItem() ? reason.item() : Map.of());
      default -> failed("", reason);
    };
  }

  static WriteOutcome failed(String where, CancellationReason reason) {
    return new WriteOutcome.Failed(
        where + reason.code() + ": " + reason.message(), THROTTLES.contains(reason.code()));
  }

  private static String culprits(List<CancellationReason> all) {
    return String.join(
        ", ",
        all.stream()
            .map(CancellationReason::code)
            .filter(code -> !code.equals(INNOCENT))
            .distinct()
            .toList());
  }

  private static String version(Optional<BigInteger> version) {
    return version.map(BigInteger::toString).orElse("none");
  }
}
