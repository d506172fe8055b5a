package io.github.ecstasktracker.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A controller that runs, as a process of its own. Ends with {@link #close()} at the latest. */
public final class ControllerProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration READY_POLL = Duration.ofMillis(50);
  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(5);

  private final Process process;
  private final URI url;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(HTTP_TIMEOUT).build();

  private ControllerProcess(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts {@code run} with these words besides.
   *
   * @param port to listen on, see {@link #freePort()}
   * @param log the file that the log is appended to
   */
  public static ControllerProcess start(LocalAws aws, int port, Path log, List<String> words) {
    return start(JavaCommand.ofClasses(), aws, port, log, words);
  }

  /** The same, with a JVM of the caller's choice. */
  public static ControllerProcess start(
      JavaCommand java, LocalAws aws, int port, Path log, List<String> words) {
    List<String> all = new ArrayList<>(List.of("run", "--port", "127.0.0.1:" + port));
    all.addAll(words);
    Redirect appended = Redirect.appendTo(log.toFile());
    return new ControllerProcess(
        ChildJvm.start(java, aws, all, appended, appended), URI.create("http://127.0.0.1:" + port));
  }

  /** Starts {@code run} as something was installed: with its words and its variables. */
  public static ControllerProcess start(
      LocalAws aws, int port, Path log, List<String> words, Map<String, String> variables) {
    List<String> all = new ArrayList<>(List.of("run", "--port", "127.0.0.1:" + port));
    all.addAll(words);
    Redirect appended = Redirect.appendTo(log.toFile());
    return new ControllerProcess(
        ChildJvm.start(JavaCommand.ofClasses(), aws, all, variables, appended, appended),
        URI.create("http://127.0.0.1:" + port));
  }

  /** A port that was free a moment ago. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI url() {
    return url;
  }

  public long pid() {
    return process.pid();
  }

  /** Waits until it has read everything once and answers so. */
  public void awaitReady() throws InterruptedException {
    awaitReady(READY_WITHIN);
  }

  /** The same, for a cluster so large that its first read takes long. */
  public void awaitReady(Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (get("/readyz").isEmpty()) {
      if (process.waitFor(READY_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "the controller ended with exit code " + process.exitValue() + "; see its log");
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the controller was not ready in " + within);
      }
    }
  }

  /** The answer's body; empty where there is no answer, or none of success. */
  public Optional<String> get(String path) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(HTTP_TIMEOUT)
            .header("Accept", "application/json")
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it is starting or gone, which is what the caller asks
    }
  }

  /** The sum of all series of a metric; zero where there is none. */
  public double metric(String name) throws InterruptedException {
    return get("/metrics")
        .orElseThrow(() -> new IllegalStateException("the controller has no metrics"))
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The answer to a POST without a body; empty where there is none. */
  public Optional<Answer> post(String path) throws InterruptedException {
    return send(
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(HTTP_TIMEOUT)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  /** The answer to a GET, also one of failure; empty where there is none. */
  public Optional<Answer> ask(String path) throws InterruptedException {
    return send(HttpRequest.newBuilder(url.resolve(path)).timeout(HTTP_TIMEOUT).build());
  }

  /** What a process answers over HTTP. */
  public record Answer(int status, String body) {}

  private Optional<Answer> send(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      return Optional.of(new Answer(answer.statusCode(), answer.body()));
    } catch (IOException e) {
      return Optional.empty(); // it is starting, stopped or gone, which is what the caller asks
    }
  }

  /** Whether it says that it leads. */
  public boolean leads() throws InterruptedException {
    return ask("/leaderz").filter(answer -> answer.status() == 200).isPresent();
  }

  /** SIGSTOP: it stands still, and its connections stay open. */
  public void freeze() throws InterruptedException {
    signal("STOP");
  }

  /** SIGCONT: it goes on as if nothing had been. */
  public void thaw() throws InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws InterruptedException {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells it to end, by SIGTERM, and does not wait. */
  public void terminate() {
    process.destroy();
  }

  /** SIGTERM. The exit code, or empty where it did not end in time. */
  public OptionalInt stop(Duration within) throws InterruptedException {
    process.destroy();
    return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    http.shutdownNow();
  }
}
