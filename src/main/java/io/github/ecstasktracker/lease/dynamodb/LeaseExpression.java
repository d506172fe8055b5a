package io.github.ecstasktracker.lease.dynamodb;

import static io.github.ecstasktracker.lease.dynamodb.LeaseItems.value;

import io.github.ecstasktracker.lease.AcquireRequest;
import io.github.ecstasktracker.lease.EpochMark;
import io.github.ecstasktracker.lease.Heartbeat;
import io.github.ecstasktracker.lease.LeaseHandle;
import io.github.ecstasktracker.lease.Renewal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One conditional update of a lease item in DynamoDB's expression syntax. Every attribute uses a
 * placeholder, because owner, scope, token and others are reserved words of DynamoDB.
 */
record LeaseExpression(
    String update,
    String condition,
    Map<String, String> names,
    Map<String, AttributeValue> values) {
  private static final String OF_THE_HANDLE = "#process = :process AND #term = :term";
  private static final String ABSENT = "attribute_not_exists(#id)";

  /**
   * A heartbeat that was deleted since the read may be taken: its leader cannot write once the
   * epoch has changed.
   */
  static LeaseExpression heartbeat(Optional<Heartbeat> seen, AcquireRequest request) {
    Map<String, String> names =
        new HashMap<>(
            Map.of(
                "#id", LeaseItems.ID,
                "#owner", LeaseItems.OWNER,
                "#process", LeaseItems.PROCESS,
                "#term", LeaseItems.TERM,
                "#epoch", LeaseItems.EPOCH,
                "#nonce", LeaseItems.NONCE,
                "#beat", LeaseItems.BEAT,
                "#duration", LeaseItems.DURATION,
                "#scope", LeaseItems.SCOPE));
    Map<String, AttributeValue> values =
        new HashMap<>(
            Map.of(
                ":owner", AttributeValue.fromS(request.candidate().name()),
                ":process", value(request.candidate().process()),
                ":term", value(request.token()),
                ":epoch", value(request.epoch()),
                ":nonce", value(request.nonce()),
                ":beat", value(0),
                ":duration", value(request.duration().toMillis()),
                ":scope", AttributeValue.fromS(request.candidate().scope())));
    seen.ifPresent(heartbeat -> values.put(":seen", value(heartbeat.nonce())));
    return new LeaseExpression(
        "SET #owner = :owner, #process = :process, #term = :term, #epoch = :epoch,"
            + " #nonce = :nonce, #beat = :beat, #duration = :duration, #scope = :scope",
        seen.isPresent() ? ABSENT + " OR #nonce = :seen" : ABSENT,
        names,
        values);
  }

  static LeaseExpression epoch(Optional<EpochMark> seen, AcquireRequest request) {
    Map<String, String> names =
        new HashMap<>(Map.of("#token", LeaseItems.TOKEN, "#epoch", LeaseItems.EPOCH));
    Map<String, AttributeValue> values =
        new HashMap<>(Map.of(":token", value(request.token()), ":epoch", value(request.epoch())));
    if (seen.isPresent()) {
      values.put(":seen_token", value(seen.get().token()));
      values.put(":seen_epoch", value(seen.get().epoch()));
    } else {
      names.put("#id", LeaseItems.ID);
    }
    return new LeaseExpression(
        "SET #token = :token, #epoch = :epoch",
        seen.isPresent() ? "#token = :seen_token AND #epoch = :seen_epoch" : ABSENT,
        names,
        values);
  }

  /** A repeated renewal is accepted; one that arrives after a later renewal is not. */
  static LeaseExpression renewal(LeaseHandle handle, Renewal renewal) {
    return new LeaseExpression(
        "SET #nonce = :nonce, #beat = :beat",
        OF_THE_HANDLE + " AND #beat <= :beat",
        Map.of(
            "#process", LeaseItems.PROCESS,
            "#term", LeaseItems.TERM,
            "#nonce", LeaseItems.NONCE,
            "#beat", LeaseItems.BEAT),
        Map.of(
            ":process", value(handle.process()),
            ":term", value(handle.term()),
            ":nonce", value(renewal.nonce()),
            ":beat", value(renewal.number())));
  }

  /**
   * Removes the term, so that no late renewal succeeds (a defect of the DynamoDB lock client: its
   * pull request 116).
   */
  static LeaseExpression release(LeaseHandle handle) {
    return new LeaseExpression(
        "SET #duration = :duration REMOVE #term",
        OF_THE_HANDLE,
        Map.of(
            "#process", LeaseItems.PROCESS,
            "#term", LeaseItems.TERM,
            "#duration", LeaseItems.DURATION),
        Map.of(
            ":process", value(handle.process()),
            ":term", value(handle.term()),
            ":duration", value(0)));
  }

  /**
   * Fences off writes of the term that are still in flight, before another process takes the lease.
   */
  static LeaseExpression end(LeaseHandle handle) {
    return new LeaseExpression(
        "SET #token = :nobodys",
        "#token = :term",
        Map.of("#token", LeaseItems.TOKEN),
        Map.of(":nobodys", value(EpochMark.NOBODYS), ":term", value(handle.term())));
  }
}
