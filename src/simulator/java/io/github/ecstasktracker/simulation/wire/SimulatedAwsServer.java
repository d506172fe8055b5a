package io.github.ecstasktracker.simulation.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.bus.HttpPostman;
import io.github.ecstasktracker.simulation.bus.SigningKey;
import io.github.ecstasktracker.simulation.bus.SnsSite;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.faults.ApiErrors;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A simulated account behind the real wire protocols, on a free port of 127.0.0.1: set it as {@code
 * AWS_ENDPOINT_URL} and real SDK clients of every service talk to it.
 *
 * <ul>
 *   <li>DynamoDB requests are passed on, with faults, where a DynamoDB was given.
 *   <li>Bodies are bounded; a request that is not understood is refused and counted.
 *   <li>SNS's signing certificate is served at its usual path; whoever follows a link of an SNS
 *       message is counted, as nobody should.
 * </ul>
 */
public final class SimulatedAwsServer implements AutoCloseable {
  private static final int MOST_BODY_BYTES = 17 << 20;

  static {
    // Else head and body of an answer wait for each other: 40 ms a call (Nagle, delayed ACK).
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final HttpPostman postman;
  private final Dispatcher dispatcher;
  private final Optional<DynamoDbProxy> dynamoDb;
  private final AtomicReference<RuntimeException> defect = new AtomicReference<>();
  private volatile BiConsumer<Operation, String> watcher = (operation, body) -> {};
  private volatile BiFunction<Operation, String, Optional<Operation>> refused =
      (operation, body) -> Optional.empty();
  private volatile Duration hang = Duration.ZERO;
  private volatile Duration roundTrip = Duration.ZERO;
  private volatile Span way = Span.exactly(Duration.ZERO);
  private volatile Consumer<AnsweredCall> listener = call -> {};
  private final Dice wayDice;
  private final LongAdder linksFollowed = new LongAdder();
  private final LongAdder certificatesServed = new LongAdder();

  public SimulatedAwsServer(SimulatedAccount account) {
    this(account, Optional.empty());
  }

  /**
   * @param dynamoDb the address of a DynamoDB, for example DynamoDB Local
   */
  public SimulatedAwsServer(SimulatedAccount account, Optional<URI> dynamoDb) {
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    this.postman = new HttpPostman(threads);
    this.dispatcher = new Dispatcher(account.api());
    Dice dice = Dice.of(account.seed());
    this.wayDice = Dice.of(account.seed()).split();
    this.dynamoDb =
        dynamoDb.map(target -> new DynamoDbProxy(target, account.gate(), dice, threads));
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    account.locked(
        () -> {
          account.wiring().deliveries().by(postman);
          account.wiring().topics().site().linksTo(url());
          return url();
        });
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** One is told of every call and its body, before it is answered, on any thread. */
  public void watch(BiConsumer<Operation, String> next) {
    watcher = next;
  }

  /**
   * From now on calls are answered as IAM has it answered.
   *
   * @param next by a call and its body, the action that is not allowed; empty where all are
   */
  public void refuse(BiFunction<Operation, String, Optional<Operation>> next) {
    refused = next;
  }

  /** How long a lost connection hangs before it is cut; not at all unless set. */
  public void hangBeforeCutting(Duration time) {
    hang = time;
  }

  /** From now on no answer leaves sooner after its request: as over a longer way. */
  public void roundTrip(Duration least) {
    roundTrip = least;
  }

  /** From now on each call takes so long before anything of it is done. */
  public void way(Span next) {
    way = next;
  }

  /** One is told of every call when its answer is known, before that leaves, on any thread. */
  public void listen(Consumer<AnsweredCall> next) {
    listener = next;
  }

  /**
   * Keeps the next such request to DynamoDB on its way, until it is let go.
   *
   * @param wanted of its body
   */
  public HeldRequest hold(String dynamoDbOperation, Predicate<String> wanted) {
    return dynamoDb.orElseThrow().hold(dynamoDbOperation, wanted);
  }

  /** How often somebody fetched a SubscribeURL or another link of a message. */
  public long linksFollowed() {
    return linksFollowed.sum();
  }

  public long certificatesServed() {
    return certificatesServed.sum();
  }

  /** Requests that were not understood. */
  public long refused() {
    return dispatcher.refused();
  }

  private void handle(HttpExchange exchange) throws IOException {
    long arrived = System.nanoTime();
    try (exchange) {
      switch (safely(exchange, arrived)) {
        case Reply.Answer answer -> {
          long left = roundTrip.toNanos() - (System.nanoTime() - arrived);
          Thread.sleep(Duration.ofNanos(Math.max(0, left)));
          send(exchange, answer);
        }
        case Reply.LostLine() -> Thread.sleep(hang); // then closing cuts the connection
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A defect of the simulator is answered, so that nobody hangs, and told at {@link #close}. */
  private Reply safely(HttpExchange exchange, long arrived)
      throws IOException, InterruptedException {
    try {
      return reply(exchange, arrived);
    } catch (RuntimeException e) {
      defect.compareAndSet(null, e);
      return Reply.text(500, "text/plain", e.toString());
    }
  }

  private Reply reply(HttpExchange exchange, long arrived)
      throws IOException, InterruptedException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
    if (body.length > MOST_BODY_BYTES) {
      return Reply.text(413, "text/plain", "the body is too large");
    }
    AwsRequest request =
        AwsRequest.of(
            exchange.getRequestURI().getPath(),
            String.valueOf(exchange.getRequestURI().getRawQuery()),
            exchange.getRequestHeaders(),
            body,
            MOST_BODY_BYTES);
    if (exchange.getRequestMethod().equals("GET")) {
      return get(request);
    }
    Optional<Operation> operation = request.operation();
    if (operation.isEmpty()) {
      return dispatcher.refuse("UnknownOperationException", "no operation in the request");
    }
    String text = new String(request.body(), StandardCharsets.UTF_8);
    watcher.accept(operation.get(), text);
    Optional<Operation> action = refused.apply(operation.get(), text);
    if (action.isPresent()) {
      return Dispatcher.protocol(request, operation.get())
          .error(request, ApiErrors.accessDenied(action.get()));
    }
    travel();
    Reply reply =
        operation.get().service().equals("dynamodb") && dynamoDb.isPresent()
            ? dynamoDb.get().answer(request, operation.get())
            : dispatcher.answer(request, operation.get());
    long answered = System.nanoTime();
    listener.accept(
        new AnsweredCall(
            request.caller(),
            operation.get(),
            text,
            reply instanceof Reply.Answer answer ? answer.status() : 0,
            reply instanceof Reply.Answer answer ? answer.body() : new byte[0],
            arrived,
            answered));
    return reply;
  }

  private void travel() throws InterruptedException {
    Duration takes;
    synchronized (wayDice) {
      takes = wayDice.within(way);
    }
    Thread.sleep(takes);
  }

  private Reply get(AwsRequest request) {
    if (request.path().equals(SnsSite.CERTIFICATE_PATH)) {
      certificatesServed.increment();
      return Reply.text(200, "application/x-pem-file", SigningKey.ofThisProcess().certificatePem());
    }
    if (request.query().contains("Action=")) {
      linksFollowed.increment();
    }
    return Reply.text(404, "text/plain", "nothing here");
  }

  private static void send(HttpExchange exchange, Reply.Answer answer) throws IOException {
    answer.headers().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    exchange.getResponseBody().write(answer.body());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    postman.close();
    dynamoDb.ifPresent(DynamoDbProxy::close);
    RuntimeException first = defect.get();
    if (first != null) {
      throw new IllegalStateException("the simulator failed to answer a request", first);
    }
  }
}
