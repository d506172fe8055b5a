package io.github.ecstasktracker.app;

import io.github.ecstasktracker.app.aws.AwsClients;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.http.EventAnswer;
import io.github.ecstasktracker.http.EventIntake;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.trigger.ApiDestination;
import io.github.ecstasktracker.trigger.CertificateClient;
import io.github.ecstasktracker.trigger.Delivery;
import io.github.ecstasktracker.trigger.EventEndpoint;
import io.github.ecstasktracker.trigger.Intake;
import io.github.ecstasktracker.trigger.SnsMessages;
import io.github.ecstasktracker.trigger.SnsPrecheck;
import io.github.ecstasktracker.trigger.SnsSubscriptions;
import io.github.ecstasktracker.trigger.SnsVerifier;
import io.github.ecstasktracker.trigger.SqsPoller;
import io.github.ecstasktracker.trigger.SqsQueue;
import io.github.ecstasktracker.trigger.TokenFile;
import io.github.ecstasktracker.trigger.TopicArn;
import io.github.ecstasktracker.trigger.TriggerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Where changes are heard of, as configured: what is not configured is not made. */
public final class Sources implements EventIntake {
  private final MonotonicClock clock;
  private final Intake intake;
  private final TriggerMetrics metrics;
  private final Deque<SdkAutoCloseable> open = new ArrayDeque<>();
  private final EventEndpoint endpoint;
  private final Optional<QueuePolling> polling;

  public Sources(
      Config.Triggers config,
      Optional<URI> snsEndpoint,
      TriggerSink sink,
      AwsClients clients,
      ExecutorService executor,
      MonotonicClock clock,
      MeterRegistry registry) {
    this.clock = clock;
    this.metrics = new TriggerMetrics(registry);
    this.intake = new Intake(sink, metrics);
    Set<TopicArn> topics =
        config.topicArns().stream().map(TopicArn::new).collect(Collectors.toUnmodifiableSet());
    this.endpoint =
        new EventEndpoint(
            topics.isEmpty() ? Optional.empty() : Optional.of(sns(topics, snsEndpoint, clients)),
            config.eventTokenFile().map(this::apiDestination));
    this.polling =
        config
            .queueUrl()
            .map(url -> polling(new SqsQueue(clients.sqs(), url.toString()), topics, executor));
  }

  private QueuePolling polling(SqsQueue queue, Set<TopicArn> topics, ExecutorService executor) {
    return new QueuePolling(
        () ->
            new SqsPoller(
                queue,
                topics,
                intake,
                metrics,
                new SqsPoller.Timing(clock, Pause.SLEEP, new Random())),
        executor);
  }

  /** The operator's own SNS, by the variables that the SDK itself goes by. */
  public static Optional<URI> snsEndpoint(Map<String, String> env) {
    for (String name : List.of("AWS_ENDPOINT_URL_SNS", "AWS_ENDPOINT_URL")) {
      String url = env.getOrDefault(name, "");
      if (!url.isBlank()) {
        try {
          return Optional.of(URI.create(url));
        } catch (IllegalArgumentException e) {
          throw new CommandFailure(name + " is no URL", e);
        }
      }
    }
    return Optional.empty();
  }

  /** Where what was received goes. */
  public Intake intake() {
    return intake;
  }

  /** Polls the queue from now on. */
  public void begin() {
    polling.ifPresent(QueuePolling::begin);
  }

  /** Leaves the queue to another process, until the next beginning. Does not wait. */
  public void end() {
    polling.ifPresent(QueuePolling::end);
  }

  public void stopReceiving() {
    polling.ifPresent(QueuePolling::stopReceiving);
  }

  /** Settles what was received, and lets go of everything. */
  public void close(Duration deadline) {
    polling.ifPresent(p -> p.close(deadline));
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  Optional<ControllerStatus.Check> liveness() {
    return polling.map(QueuePolling::liveness);
  }

  @Override
  public EventAnswer handle(Map<String, String> headers, byte[] body) {
    return switch (endpoint.handle(headers, body)) {
      case Delivery.Accepted accepted -> new EventAnswer(200, "ok");
      case Delivery.BadRequest(String line) -> new EventAnswer(400, line);
      case Delivery.Forbidden(String line) -> new EventAnswer(403, line);
      case Delivery.TooLarge(int limit) -> new EventAnswer(413, "larger than " + limit + " bytes");
      case Delivery.Unavailable(String line, Duration retryAfter) ->
          new EventAnswer(503, line, OptionalInt.of(Math.toIntExact(retryAfter.toSeconds())));
    };
  }

  private SnsMessages sns(Set<TopicArn> topics, Optional<URI> snsEndpoint, AwsClients clients) {
    SdkHttpClient http = keep(CertificateClient.newHttpClient());
    SnsVerifier verifier = new SnsVerifier(topics, new CertificateClient(http, snsEndpoint, clock));
    open.push(verifier::close);
    SnsSubscriptions subscriptions = new SnsSubscriptions(topics, clients::sns);
    return new SnsMessages(
        new SnsPrecheck(topics, InstantSource.system()), verifier, subscriptions, intake, metrics);
  }

  private ApiDestination apiDestination(Path tokenFile) {
    return new ApiDestination(token(tokenFile, clock), intake, metrics);
  }

  private <T extends SdkAutoCloseable> T keep(T closeable) {
    open.push(closeable);
    return closeable;
  }

  /** The token, or the end of the command: a file that was readable a moment ago. */
  static TokenFile token(Path file, MonotonicClock clock) {
    return switch (TokenFile.open(file, clock)) {
      case Result.Ok<TokenFile>(TokenFile token) -> token;
      case Result.Failed<TokenFile>(String reason, boolean throttled) ->
          throw new CommandFailure("token file " + reason);
    };
  }
}
