package io.github.ecstasktracker.benchmark;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends requests over several connections, each as fast as its answers come. */
final class Posts {
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final int TRIES = 100;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final URI url;
  private final List<byte[]> requests;
  private final int connections;

  Posts(URI url, List<byte[]> requests, int connections) {
    this.url = url;
    this.requests = List.copyOf(requests);
    this.connections = connections;
  }

  /** How many of each. */
  record Answers(long accepted, long refused, long other, Duration time) {
    private Answers plus(Answers more) {
      return new Answers(
          accepted + more.accepted,
          refused + more.refused,
          other + more.other,
          time.compareTo(more.time) > 0 ? time : more.time);
    }
  }

  /**
   * Sends for that long.
   *
   * @param halfWay what is done meanwhile, on this thread
   */
  Answers during(Duration time, Runnable halfWay) throws InterruptedException {
    long begun = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<Answers>> each = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int first = i * requests.size() / connections;
        each.add(threads.submit(() -> send(first, begun, time)));
      }
      Thread.sleep(time.dividedBy(2));
      halfWay.run();
      Answers all = new Answers(0, 0, 0, Duration.ZERO);
      for (Future<Answers> one : each) {
        all = all.plus(one.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a connection broke", e.getCause());
    }
  }

  private Answers send(int first, long begun, Duration time) throws IOException {
    long accepted = 0;
    long refused = 0;
    long other = 0;
    try (KeepAlive connection = new KeepAlive(url)) {
      for (int i = first; System.nanoTime() - begun < time.toNanos(); i++) {
        switch (connection.send(requests.get(i % requests.size())).status()) {
          case OK -> accepted++;
          case UNAVAILABLE -> refused++;
          default -> other++;
        }
      }
    }
    return new Answers(accepted, refused, other, Duration.ofNanos(System.nanoTime() - begun));
  }

  /** Sends one request until it is accepted, as SNS would; false where it never is. */
  boolean untilAccepted(byte[] request) throws IOException, InterruptedException {
    try (KeepAlive connection = new KeepAlive(url)) {
      for (int i = 0; i < TRIES; i++) {
        if (connection.send(request).status() == OK) {
          return true;
        }
        Thread.sleep(PAUSE);
      }
      return false;
    }
  }
}
