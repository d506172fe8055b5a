package io.github.ecstasktracker.simulation.bus;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Posts over real HTTP. */
public final class HttpPostman implements Postman, AutoCloseable {
  // SNS waits 15 s for an answer, an API destination 5 s.
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final HttpClient http;

  public HttpPostman(Executor executor) {
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(executor)
            .connectTimeout(TIMEOUT)
            .build();
  }

  @Override
  public void post(Post post, Consumer<PostResult> outcome) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(post.to())
            .timeout(TIMEOUT)
            .POST(BodyPublishers.ofString(post.body()));
    post.headers().forEach(request::header);
    http.sendAsync(request.build(), BodyHandlers.discarding())
        .handle(HttpPostman::result)
        .thenAccept(outcome)
        .exceptionally(HttpPostman::report);
  }

  private static PostResult result(HttpResponse<Void> response, Throwable failure) {
    return failure == null
        ? new PostResult.Answered(response.statusCode())
        : new PostResult.Failed(failure.toString());
  }

  /** The outcome's own failure is a defect of the simulator: it must be seen. */
  private static Void report(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    return null;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
