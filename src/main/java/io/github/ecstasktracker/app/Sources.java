package io.github.ecstasktracker.app;

import io.github.ecstasktracker.app.aws.AwsClients;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.trigger.ApiDestination;
import io.github.ecstasktracker.trigger.CertificateClient;
import io.github.ecstasktracker.trigger.EventEndpoint;
import io.github.ecstasktracker.trigger.EventHandler;
import io.github.ecstasktracker.trigger.EventParser;
import io.github.ecstasktracker.trigger.PassRequests;
import io.github.ecstasktracker.trigger.PostedSource;
import io.github.ecstasktracker.trigger.SnsMessages;
import io.github.ecstasktracker.trigger.SnsPrecheck;
import io.github.ecstasktracker.trigger.SnsSubscriptions;
import io.github.ecstasktracker.trigger.SnsVerifier;
import io.github.ecstasktracker.trigger.SqsPoller;
import io.github.ecstasktracker.trigger.SqsQueue;
import io.github.ecstasktracker.trigger.TokenFile;
import io.github.ecstasktracker.trigger.TopicArn;
import io.github.ecstasktracker.trigger.TriggerMetrics;
import io.github.ecstasktracker.trigger.TriggerReceiver;
import io.github.ecstasktracker.trigger.TriggerSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The configured trigger sources. Sources that are not configured are not created. */
public final class Sources {
  private final MonotonicClock clock;
  private final TriggerReceiver receiver;
  private final TriggerMetrics metrics;
  private final Deque<SdkAutoCloseable> open = new ArrayDeque<>();
  private final EventEndpoint endpoint;
  private final List<TriggerSource> all;

  public Sources(
      Config.Triggers config,
      EventParser parser,
      Optional<URI> snsEndpoint,
      TriggerSink sink,
      AwsClients clients,
      ExecutorService executor,
      MonotonicClock clock,
      MeterRegistry registry) {
    this.clock = clock;
    this.metrics = new TriggerMetrics(registry);
    this.receiver =
        new TriggerReceiver(parser, sink, new PassRequests(clock, Pause.SLEEP, executor), metrics);
    Set<TopicArn> topics = Set.copyOf(config.topicArns());
    List<PostedSource> posted =
        List.of(
            topics.isEmpty() ? SnsMessages.closed() : sns(topics, snsEndpoint, clients),
            config
                .eventTokenFile()
                .<PostedSource>map(this::apiDestination)
                .orElseGet(ApiDestination::closed));
    this.endpoint = new EventEndpoint(posted);
    List<TriggerSource> sources = new ArrayList<>(posted);
    config
        .queueUrl()
        .map(url -> polling(new SqsQueue(clients.sqs(), url.toString()), topics, executor))
        .ifPresent(sources::add);
    this.all = List.copyOf(sources);
  }

  private QueuePolling polling(SqsQueue queue, Set<TopicArn> topics, ExecutorService executor) {
    return new QueuePolling(
        () ->
            new SqsPoller(
                queue,
                topics,
                receiver,
                metrics,
                new SqsPoller.Timing(clock, Pause.SLEEP, new Random())),
        executor);
  }

  /** The operator's own SNS endpoint, from the SDK's environment variables. */
  public static Optional<URI> snsEndpoint(Map<String, String> env) {
    for (String name : List.of("AWS_ENDPOINT_URL_SNS", "AWS_ENDPOINT_URL")) {
      String url = env.getOrDefault(name, "");
      if (!url.isBlank()) {
        try {
          return Optional.of(URI.create(url));
        } catch (IllegalArgumentException e) {
          throw new CommandFailure(name + " is not a URL", e);
        }
      }
    }
    return Optional.empty();
  }

  /** Accepts triggers from agents. */
  public TriggerReceiver receiver() {
    return receiver;
  }

  /** Accepts requests to {@code /event}. */
  public EventHandler posted() {
    return endpoint;
  }

  /** Starts receiving: this process became the leader. */
  public void begin() {
    all.forEach(TriggerSource::start);
  }

  /**
   * Stops receiving until the next {@link #begin}, leaving the messages to another process. Does
   * not wait.
   */
  public void end() {
    all.forEach(TriggerSource::end);
  }

  public void stopReceiving() {
    all.forEach(TriggerSource::stopReceiving);
  }

  /** Acknowledges what was received and releases all resources. */
  public void close(Duration deadline) {
    long begun = clock.nanos();
    for (TriggerSource source : all) {
      source.close(deadline.minusNanos(clock.nanos() - begun));
    }
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  List<ControllerStatus.Check> liveness() {
    return all.stream().map(TriggerSource::liveness).flatMap(Optional::stream).toList();
  }

  private SnsMessages sns(Set<TopicArn> topics, Optional<URI> snsEndpoint, AwsClients clients) {
    SdkHttpClient http = keep(CertificateClient.newHttpClient());
    SnsVerifier verifier = new SnsVerifier(topics, new CertificateClient(http, snsEndpoint, clock));
    SnsSubscriptions subscriptions = new SnsSubscriptions(topics, clients::sns);
    return new SnsMessages(
        new SnsPrecheck(topics, InstantSource.system()),
        verifier,
        subscriptions,
        receiver,
        metrics);
  }

  private ApiDestination apiDestination(Path tokenFile) {
    return new ApiDestination(token(tokenFile, clock), receiver);
  }

  private <T extends SdkAutoCloseable> T keep(T closeable) {
    open.push(closeable);
    return closeable;
  }

  /** Reads the token, or fails the command: the file was readable a moment ago. */
  static TokenFile token(Path file, MonotonicClock clock) {
    return switch (TokenFile.open(file, clock)) {
      case Result.Ok<TokenFile>(TokenFile token) -> token;
      case Result.Failed<TokenFile>(String reason, boolean throttled) ->
          throw new CommandFailure("token file " + reason);
    };
  }
}
