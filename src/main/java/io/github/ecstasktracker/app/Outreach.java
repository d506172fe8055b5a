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
 * What a run does in EventBridge beside its work, as configured: watches the rule while it leads,
 * and tells of writes. What is not configured is not made.
 */
public final class Outreach {
  private final Optional<RuleKeeper> keeper;
  private final Optional<ChangePublisher> publisher;
  private final ExecutorService executor;

  public Outreach(
      Config config, AwsClients clients, ExecutorService executor, MeterRegistry registry) {
    this.executor = executor;
    // Both, whatever is configured: a rate or an alert never meets a missing one.
    OutcomeCounters<RuleKeeper.Outcome> looks = RuleKeeper.counters(registry);
    OutcomeCounters<ChangePublisher.Outcome> published = ChangePublisher.counters(registry);
    keeper =
        config.triggers().rule().ensured()
            ? Optional.of(
                new RuleKeeper(
                    RuleWiring.of(config, clients), !config.rules().dryRun(), looks, Pause.SLEEP))
            : Optional.empty();
    publisher =
        config
            .publishTo()
            .map(
                bus ->
                    new ChangePublisher(
                        clients.events(), bus, config.scope().table(), published, Pause.SLEEP));
  }

  /** Who is told of writes. */
  public Optional<Consumer<AppliedChange>> listener() {
    return publisher.map(p -> p::offer);
  }

  /** This process leads. */
  public void begin() {
    publisher.ifPresent(p -> p.start(executor));
    keeper.ifPresent(k -> k.begin(executor));
  }

  /** Another may. */
  public void end() {
    keeper.ifPresent(RuleKeeper::end);
  }

  /** Tells of the last writes, within the time. */
  public void close(Duration deadline) {
    end();
    publisher.ifPresent(p -> p.close(deadline));
  }
}
