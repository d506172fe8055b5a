package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.informer.Informer;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * What becomes of triggers: a task is described, a service's tasks are described or listed, and
 * everything is a pass. When its message is acknowledged, {@link TriggerSink#accept} says.
 */
final class TriggerIntake implements TriggerSink {
  private static final Duration FULL_PASS_SPACING = Duration.ofMinutes(1);

  private final Informer informer;
  private final Resync resync;
  private final Settings settings;
  private final Platform platform;
  private final BooleanSupplier open;
  private final AtomicLong broughtForwardNanos;

  /**
   * @param open whether this process leads and is not stopping
   */
  TriggerIntake(
      Informer informer,
      Resync resync,
      Settings settings,
      Platform platform,
      BooleanSupplier open) {
    this.informer = informer;
    this.resync = resync;
    this.settings = settings;
    this.platform = platform;
    this.open = open;
    this.broughtForwardNanos =
        new AtomicLong(platform.clock().nanos() - FULL_PASS_SPACING.toNanos());
  }

  @Override
  public Acceptance accept(Trigger trigger, Runnable ack) {
    if (!open.getAsBoolean()) {
      return Acceptance.UNAVAILABLE;
    }
    String cause = trigger.source().name().toLowerCase(Locale.ROOT);
    if (trigger.service().isEmpty()) {
      return everything(cause, trigger.urgency(), ack);
    }
    ServiceKey service = trigger.service().get();
    if (!settings.clusters().contains(service.cluster()) || !settings.allowed().test(service)) {
      return Acceptance.NOT_OURS;
    }
    if (trigger.task().isEmpty()) {
      return service(service, trigger.source(), cause, ack);
    }
    return switch (informer.hear(service, trigger.task().get(), cause, ack)) {
      case DUE -> Acceptance.ACCEPTED;
      case KNOWN -> {
        ack.run();
        yield Acceptance.ACCEPTED;
      }
      case FULL -> full();
    };
  }

  /**
   * An agent knows of a change on its host that ECS may have sent no event of: its service is
   * listed.
   */
  private Acceptance service(
      ServiceKey service, Trigger.Source source, String cause, Runnable ack) {
    if (source == Trigger.Source.AGENT) {
      try {
        platform.jobs().execute(() -> informer.list(List.of(service), false, Urgency.LIVE));
      } catch (RejectedExecutionException e) {
        return Acceptance.UNAVAILABLE;
      }
    } else {
      informer.hear(service, cause);
    }
    ack.run();
    return Acceptance.ACCEPTED;
  }

  /** Too many tasks are due: a pass is brought forward, at most one a minute. */
  private Acceptance full() {
    long now = platform.clock().nanos();
    long before = broughtForwardNanos.get();
    if (now - before >= FULL_PASS_SPACING.toNanos()
        && broughtForwardNanos.compareAndSet(before, now)) {
      resync.requestBehindLive();
    }
    return Acceptance.UNAVAILABLE;
  }

  private Acceptance everything(String cause, Urgency urgency, Runnable ack) {
    if (urgency == Urgency.BACKGROUND) {
      resync.requestBehindLive();
      ack.run();
      return Acceptance.ACCEPTED;
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    var _ =
        done.thenRun(
            () -> {
              // Between the end of a term and standBy the message is the next leader's already.
              if (open.getAsBoolean()) {
                ack.run();
              }
            });
    resync.request(cause, false, done);
    return Acceptance.ACCEPTED;
  }
}
