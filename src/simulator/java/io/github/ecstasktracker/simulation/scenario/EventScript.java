package io.github.ecstasktracker.simulation.scenario;

import io.github.ecstasktracker.simulation.bus.ApiDestination;
import io.github.ecstasktracker.simulation.bus.BusCounts;
import io.github.ecstasktracker.simulation.bus.BusFaults;
import io.github.ecstasktracker.simulation.bus.SimulatedQueue;
import io.github.ecstasktracker.simulation.bus.Topic;
import io.github.ecstasktracker.simulation.bus.Wiring;
import io.github.ecstasktracker.simulation.core.Monitor;
import io.github.ecstasktracker.simulation.core.Span;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Stages where task events go to, what becomes of them on the way, and what came of it. */
public final class EventScript {
  private final Monitor monitor;
  private final Wiring wiring;

  public EventScript(Monitor monitor, Wiring wiring) {
    this.monitor = monitor;
    this.wiring = wiring;
  }

  /** A rule whose target is an SQS queue, made if need be: the event itself is the body. */
  public EventScript toQueue(String name) {
    return act(() -> wiring.bus().to(wiring.queues().obtain(name)::send));
  }

  /** A rule whose target is an SNS topic, made if need be. */
  public EventScript toTopic(String name) {
    return act(() -> wiring.bus().to(wiring.topics().obtain(name)));
  }

  /** A queue that subscribes to the topic: the event comes in SNS's envelope, or raw. */
  public EventScript subscribeQueue(String topic, String queue, boolean raw) {
    return act(() -> wiring.topics().obtain(topic).subscribeQueue(queue, raw));
  }

  /** 1, a topic's default, or 2. */
  public EventScript signatureVersion(String topic, int version) {
    return act(() -> wiring.topics().obtain(topic).signatureVersion(version));
  }

  /** A rule whose target is an API destination. */
  public EventScript toUrl(URI endpoint, String bearerToken) {
    return act(
        () -> wiring.bus().to(new ApiDestination(wiring.deliveries(), endpoint, bearerToken)));
  }

  /** Called under the account's lock. */
  public EventScript to(Consumer<String> listener) {
    return act(() -> wiring.bus().to(listener::accept));
  }

  public EventScript faults(BusFaults faults) {
    return act(() -> wiring.bus().faults(faults));
  }

  public EventScript latency(Span latency) {
    return act(() -> wiring.bus().latency(latency));
  }

  /** Sends any text at all as an event. */
  public EventScript send(String event) {
    return act(() -> wiring.bus().send(event));
  }

  public EventScript resetCounts() {
    return act(() -> wiring.bus().resetCounts());
  }

  public BusCounts counts() {
    return look(() -> wiring.bus().counts());
  }

  public String queueUrl(String name) {
    return look(() -> queue(name).url());
  }

  public EventScript visibilityTimeout(String queue, Duration timeout) {
    return act(() -> queue(queue).visibilityTimeout(timeout));
  }

  public EventScript retention(String queue, Duration period) {
    return act(() -> queue(queue).retention(period));
  }

  /** After so many receipts a message goes to the other queue. */
  public EventScript deadLetters(String queue, String deadLetterQueue, int afterReceipts) {
    return act(() -> queue(queue).deadLetters(queue(deadLetterQueue), afterReceipts));
  }

  /** Messages sent to the queue and not deleted yet. */
  public long undeleted(String queue) {
    return look(() -> (long) queue(queue).visible() + queue(queue).inFlight());
  }

  public String topicArn(String name) {
    return look(() -> topic(name).arn());
  }

  public int confirmedSubscriptions(String topic) {
    return look(() -> topic(topic).confirmed());
  }

  /** A signed envelope of the topic, for tests that post by themselves. */
  public String signedMessage(String topic, String message) {
    return look(() -> topic(topic).sample(message));
  }

  /** POSTs of SNS and API destinations that were answered with 2xx. */
  public long postsAccepted() {
    return look(() -> wiring.deliveries().accepted());
  }

  public long postsRefused() {
    return look(() -> wiring.deliveries().refused());
  }

  public long postsGivenUp() {
    return look(() -> wiring.deliveries().givenUp());
  }

  private SimulatedQueue queue(String name) {
    return wiring.queues().obtain(name);
  }

  private Topic topic(String name) {
    return wiring.topics().obtain(name);
  }

  private EventScript act(Runnable act) {
    monitor.run(act);
    return this;
  }

  private <T> T look(Supplier<T> look) {
    return monitor.locked(look);
  }
}
