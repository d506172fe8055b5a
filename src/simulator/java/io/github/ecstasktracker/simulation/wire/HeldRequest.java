package io.github.ecstasktracker.simulation.wire;

import io.github.ecstasktracker.simulation.faults.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * One request on its way to DynamoDB, kept there until it is let go, however long its sender waits
 * for it: as a network may keep a packet. The first that is wanted; later ones pass.
 */
public final class HeldRequest {
  private final String operation;
  private final Predicate<String> wanted;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch free = new CountDownLatch(1);
  private final CompletableFuture<Reply> reply = new CompletableFuture<>();

  HeldRequest(String operation, Predicate<String> wanted) {
    this.operation = operation;
    this.wanted = wanted;
  }

  /** Whether this is the one; true once. */
  boolean takes(Operation of, AwsRequest request) {
    return of.name().equals(operation)
        && wanted.test(new String(request.body(), StandardCharsets.UTF_8))
        && taken.compareAndSet(false, true);
  }

  void hold() throws InterruptedException {
    arrived.countDown();
    free.await();
  }

  void answered(Reply answer) {
    reply.complete(answer);
  }

  /** Whether it is here. */
  public boolean awaitArrival(Duration within) throws InterruptedException {
    return arrived.await(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets it go on to DynamoDB; DynamoDB's answer, whether its sender still hears it or not. */
  public String release(Duration within) throws InterruptedException {
    free.countDown();
    try {
      return switch (reply.get(within.toMillis(), TimeUnit.MILLISECONDS)) {
        case Reply.Answer(int status, var headers, byte[] body) ->
            status + " " + new String(body, StandardCharsets.UTF_8);
        case Reply.LostLine() -> throw new IllegalStateException("DynamoDB did not answer");
      };
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("no answer to the request that was held", e);
    }
  }
}
