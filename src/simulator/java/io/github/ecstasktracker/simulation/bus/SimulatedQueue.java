package io.github.ecstasktracker.simulation.bus;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.core.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A standard SQS queue.
 *
 * <ul>
 *   <li>A received message is hidden until its visibility timeout ends, then comes again.
 *   <li>Only the handle of the last receipt deletes a message or changes its visibility.
 *   <li>Messages end after the retention period, four days unless set, or in the dead-letter queue
 *       after too many receipts.
 * </ul>
 */
public final class SimulatedQueue {

  /** A message as a receiver gets it. */
  public record Received(
      String messageId, String body, String receiptHandle, int receipts, long sentAtMillis) {}

  private static final class Held {
    final String id;
    final String body;
    final long sentAt;
    final long sentAtMillis;
    long hiddenUntil;
    int receipts;
    String handle = "";

    Held(String id, String body, long sentAt, long sentAtMillis) {
      this.id = id;
      this.body = body;
      this.sentAt = sentAt;
      this.sentAtMillis = sentAtMillis;
      this.hiddenUntil = sentAt;
    }
  }

  private record DeadLetters(SimulatedQueue queue, int afterReceipts) {}

  private final String name;
  private final Identity identity;
  private final Timeline timeline;
  private final Dice dice;
  private final Runnable arrived;
  private final Map<String, Held> messages = new LinkedHashMap<>();
  private final Map<String, String> idByHandle = new HashMap<>();
  private Duration visibility = Duration.ofSeconds(30);
  private Optional<DeadLetters> deadLetters = Optional.empty();
  private Duration retention = Duration.ofDays(4);
  private Optional<String> policy = Optional.empty();
  private long sent;
  private long deleted;

  SimulatedQueue(String name, Identity identity, Timeline timeline, Dice dice, Runnable arrived) {
    this.name = name;
    this.identity = identity;
    this.timeline = timeline;
    this.dice = dice;
    this.arrived = arrived;
  }

  public String url() {
    return identity.queueUrl(name);
  }

  public String arn() {
    return identity.queue(name);
  }

  public void visibilityTimeout(Duration timeout) {
    visibility = timeout;
  }

  public Duration visibilityTimeout() {
    return visibility;
  }

  public void deadLetters(SimulatedQueue queue, int afterReceipts) {
    deadLetters = Optional.of(new DeadLetters(queue, afterReceipts));
  }

  public void retention(Duration period) {
    retention = period;
  }

  public Duration retention() {
    return retention;
  }

  public void policy(Optional<String> text) {
    policy = text;
  }

  public Optional<String> policy() {
    return policy;
  }

  /** As GetQueueAttributes tells it; empty where there is none. */
  public Optional<String> redrivePolicy() {
    return deadLetters.map(
        to ->
            "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                .formatted(to.queue().arn(), to.afterReceipts()));
  }

  public String send(String body) {
    String id = dice.uuid().toString();
    messages.put(id, new Held(id, body, timeline.nanos(), timeline.now().toEpochMilli()));
    sent++;
    arrived.run();
    return id;
  }

  public List<Received> receive(int most, Duration hidden) {
    long now = timeline.nanos();
    expire(now);
    List<Received> received = new ArrayList<>();
    List<Held> dead = new ArrayList<>();
    for (Held held : messages.values()) {
      if (received.size() == most) {
        break;
      }
      if (held.hiddenUntil > now) {
        continue;
      }
      if (deadLetters.filter(d -> held.receipts >= d.afterReceipts()).isPresent()) {
        dead.add(held);
        continue;
      }
      idByHandle.remove(held.handle);
      held.handle = dice.hex(64);
      idByHandle.put(held.handle, held.id);
      held.receipts++;
      held.hiddenUntil = now + hidden.toNanos();
      received.add(new Received(held.id, held.body, held.handle, held.receipts, held.sentAtMillis));
    }
    dead.forEach(this::bury);
    return received;
  }

  private void bury(Held held) {
    remove(held);
    deadLetters.orElseThrow().queue().send(held.body);
  }

  private void expire(long now) {
    List<Held> old =
        messages.values().stream()
            .takeWhile(held -> held.sentAt <= now - retention.toNanos())
            .toList();
    old.forEach(this::remove);
  }

  private void remove(Held held) {
    messages.remove(held.id);
    idByHandle.remove(held.handle);
  }

  /** A handle that is not the last one is accepted and has no effect, as SQS says of it. */
  public void delete(String handle) {
    String id = idByHandle.get(handle);
    if (id != null) {
      remove(messages.get(id));
      deleted++;
    }
  }

  /** Tells whether the message was in flight under that handle. */
  public boolean changeVisibility(String handle, Duration hidden) {
    String id = idByHandle.get(handle);
    if (id == null || messages.get(id).hiddenUntil <= timeline.nanos()) {
      return false;
    }
    messages.get(id).hiddenUntil = timeline.nanos() + hidden.toNanos();
    if (hidden.isZero()) {
      arrived.run();
    }
    return true;
  }

  public int visible() {
    long now = timeline.nanos();
    return (int) messages.values().stream().filter(held -> held.hiddenUntil <= now).count();
  }

  public int inFlight() {
    return messages.size() - visible();
  }

  public long sent() {
    return sent;
  }

  public long deleted() {
    return deleted;
  }
}
