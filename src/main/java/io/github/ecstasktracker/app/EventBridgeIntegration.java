package io.github.ecstasktracker.app;

import io.github.ecstasktracker.app.aws.AwsClients;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.eventrule.RuleKeeper;
import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.notify.ChangePublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * The optional use of EventBridge by a run: it checks the rule while this process leads, and
 * publishes writes. Parts that are not configured are not created.
 */
public final class EventBridgeIntegration {
  private final Optional<RuleKeeper> keeper;
  private final Optional<ChangePublisher> publisher;
  private final ExecutorService executor;

  public EventBridgeIntegration(
      Config config, AwsClients clients, ExecutorService executor, MeterRegistry registry) {
    this.executor = executor;
    // Registered whatever is configured, so that no rate or alert meets a missing series.
    OutcomeCounters<RuleKeeper.Outcome> checks = RuleKeeper.counters(registry);
    OutcomeCounters<ChangePublisher.Outcome> published = ChangePublisher.counters(registry);
    keeper =
        config.triggers().rule().ensured()
            ? Optional.of(
                new RuleKeeper(
                    RuleWiring.of(config, clients), !config.rules().dryRun(), checks, Pause.SLEEP))
            : Optional.empty();
    publisher =
        config
            .publishTo()
            .map(
                bus ->
                    new ChangePublisher(
                        clients.events(),
                        bus,
                        config.scope().table(),
                        published,
                        executor,
                        Pause.SLEEP));
  }

  /** Receives applied writes; empty if they are not published. */
  public Optional<Consumer<AppliedChange>> listener() {
    return publisher.map(p -> p::offer);
  }

  /** This process became the leader. */
  public void begin() {
    keeper.ifPresent(k -> k.begin(executor));
  }

  /** This process is no longer the leader. */
  public void end() {
    keeper.ifPresent(RuleKeeper::end);
  }

  /** Publishes the last writes within the deadline. */
  public void close(Duration deadline) {
    end();
    publisher.ifPresent(p -> p.close(deadline));
  }
}
