package io.github.ecstasktracker.lease.dynamodb;

import static io.github.ecstasktracker.lease.dynamodb.LeaseItems.value;

import io.github.ecstasktracker.lease.Beat;
import io.github.ecstasktracker.lease.Bid;
import io.github.ecstasktracker.lease.Claim;
import io.github.ecstasktracker.lease.EpochMark;
import io.github.ecstasktracker.lease.Heartbeat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One conditional update of an item of the lease, in DynamoDB's words. Every attribute goes by a
 * placeholder: owner, scope, token and others are among DynamoDB's reserved words.
 */
record LeaseExpression(
    String update,
    String condition,
    Map<String, String> names,
    Map<String, AttributeValue> values) {
  private static final String OF_THE_CLAIM = "#process = :process AND #term = :term";
  private static final String ABSENT = "attribute_not_exists(#id)";

  /**
   * A deleted heartbeat may be taken although one was seen: its owner can write no more under it
   * once the epoch has changed.
   */
  static LeaseExpression heartbeat(Optional<Heartbeat> seen, Bid bid) {
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
                ":owner", AttributeValue.fromS(bid.candidate().name()),
                ":process", value(bid.candidate().process()),
                ":term", value(bid.token()),
                ":epoch", value(bid.epoch()),
                ":nonce", value(bid.nonce()),
                ":beat", value(0),
                ":duration", value(bid.duration().toMillis()),
                ":scope", AttributeValue.fromS(bid.candidate().scope())));
    seen.ifPresent(heartbeat -> values.put(":seen", value(heartbeat.nonce())));
    return new LeaseExpression(
        "SET #owner = :owner, #process = :process, #term = :term, #epoch = :epoch,"
            + " #nonce = :nonce, #beat = :beat, #duration = :duration, #scope = :scope",
        seen.isPresent() ? ABSENT + " OR #nonce = :seen" : ABSENT,
        names,
        values);
  }

  static LeaseExpression epoch(Optional<EpochMark> seen, Bid bid) {
    Map<String, String> names =
        new HashMap<>(Map.of("#token", LeaseItems.TOKEN, "#epoch", LeaseItems.EPOCH));
    Map<String, AttributeValue> values =
        new HashMap<>(Map.of(":token", value(bid.token()), ":epoch", value(bid.epoch())));
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

  /**
   * Our own retry of a beat is as good as the first try; one that comes after a later beat is not.
   */
  static LeaseExpression renewal(Claim claim, Beat beat) {
    return new LeaseExpression(
        "SET #nonce = :nonce, #beat = :beat",
        OF_THE_CLAIM + " AND #beat <= :beat",
        Map.of(
            "#process", LeaseItems.PROCESS,
            "#term", LeaseItems.TERM,
            "#nonce", LeaseItems.NONCE,
            "#beat", LeaseItems.BEAT),
        Map.of(
            ":process", value(claim.process()),
            ":term", value(claim.term()),
            ":nonce", value(beat.nonce()),
            ":beat", value(beat.number())));
  }

  /**
   * Takes the term away, so that no renewal lands any more, however late it comes (a defect of the
   * DynamoDB lock client: its pull request 116).
   */
  static LeaseExpression release(Claim claim) {
    return new LeaseExpression(
        "SET #duration = :duration REMOVE #term",
        OF_THE_CLAIM,
        Map.of(
            "#process", LeaseItems.PROCESS,
            "#term", LeaseItems.TERM,
            "#duration", LeaseItems.DURATION),
        Map.of(
            ":process", value(claim.process()),
            ":term", value(claim.term()),
            ":duration", value(0)));
  }

  /** Shuts out what the term still has on its way, before anybody takes the lease. */
  static LeaseExpression end(Claim claim) {
    return new LeaseExpression(
        "SET #token = :nobodys",
        "#token = :term",
        Map.of("#token", LeaseItems.TOKEN),
        Map.of(":nobodys", value(EpochMark.NOBODYS), ":term", value(claim.term())));
  }
}
