package io.github.ecstasktracker.agent.host;

import io.github.ecstasktracker.agent.AgentRow;
import io.github.ecstasktracker.agent.host.Endpoint.Delivery;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.workqueue.Backoff;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what runs on this host to the controller: each change, and periodically everything.
 *
 * <ul>
 *   <li>Every change is delivered at least once: undelivered reports are retried with a growing
 *       delay, at least twice a minute.
 *   <li>If the ECS agent does not answer, nothing is reported: that does not mean an empty host.
 *   <li>Every period has jitter, so that hosts started together do not report at the same time.
 * </ul>
 *
 * <p>For use by one thread.
 */
public final class HostAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HostAgent.class);
  private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
  private static final Duration RETRY_CAP = Duration.ofSeconds(30);

  /** The ECS agent sees a change before ECS does, so a change is soon reported once more. */
  private static final Duration ECHO = Duration.ofSeconds(5);

  private static final double JITTER = 0.2;

  /**
   * Settings of the agent.
   *
   * @param token supplies the token for each report; empty if the controller needs none
   * @param poll time between reads
   * @param heartbeat time between reports while nothing changes
   */
  public record Setup(
      URI endpoint,
      Optional<Supplier<Result<String>>> token,
      URI introspection,
      URI metadata,
      Duration poll,
      Duration heartbeat) {}

  private final Setup setup;
  private final MonotonicClock clock;
  private final InstantSource wall;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final LocalHttp local = new LocalHttp();
  private final InstanceMetadata metadata;
  private final Introspection introspection;
  private final Endpoint endpoint;
  private final Undelivered undelivered = new Undelivered();
  private Optional<HostFacts> host = Optional.empty();
  private String complaint = "";
  private int failures;
  private long notBeforeNanos;
  private long beatDueNanos;

  public HostAgent(Setup setup, MonotonicClock clock, InstantSource wall, RandomGenerator random) {
    this.setup = setup;
    this.clock = clock;
    this.wall = wall;
    this.random = random;
    this.backoff = new Backoff(RETRY_FIRST, RETRY_CAP, random);
    this.metadata = new InstanceMetadata(local, setup.metadata());
    this.introspection = new Introspection(local, setup.introspection());
    this.endpoint = new Endpoint(setup.endpoint(), setup.token());
    this.notBeforeNanos = clock.nanos();
    this.beatDueNanos = clock.nanos();
  }

  /**
   * Reads once and reports what is due.
   *
   * @return how long to wait before the next read
   */
  public Duration step() throws InterruptedException {
    if (read()) {
      long now = clock.nanos();
      boolean due = undelivered.any() || now - beatDueNanos >= 0;
      if (due && now - notBeforeNanos >= 0) {
        report();
      }
    }
    return jittered(setup.poll());
  }

  /** Reports the current state once before the process ends. */
  public boolean last() throws InterruptedException {
    return read() && report();
  }

  private boolean read() throws InterruptedException {
    if (host.isEmpty()) {
      switch (metadata.read()) {
        case Result.Ok<HostFacts>(HostFacts facts) -> host = Optional.of(facts);
        case Result.Failed<HostFacts>(String reason, boolean _) -> {
          complain(reason);
          return false;
        }
      }
    }
    return switch (introspection.read(host.get())) {
      case Result.Ok<List<AgentRow>>(List<AgentRow> rows) -> {
        undelivered.see(rows);
        yield true;
      }
      case Result.Failed<List<AgentRow>>(String reason, boolean _) -> {
        complain(reason);
        yield false;
      }
    };
  }

  private boolean report() throws InterruptedException {
    boolean changed = undelivered.any();
    BigDecimal now = BigDecimal.valueOf(wall.millis(), 3);
    List<AgentRow> rows = undelivered.rows().stream().map(row -> row.sampled(now)).toList();
    switch (endpoint.report(host.orElseThrow().instanceId(), rows)) {
      case Delivery.Arrived() -> {
        undelivered.arrived();
        if (!complaint.isEmpty()) {
          LOG.info("reporting works again");
        }
        complaint = "";
        failures = 0;
        Duration next = changed && ECHO.compareTo(setup.heartbeat()) < 0 ? ECHO : setup.heartbeat();
        beatDueNanos = clock.nanos() + jittered(next).toNanos();
        LOG.atDebug().addKeyValue("containers", rows.size()).log("reported");
        return true;
      }
      case Delivery.Failed(String reason, Optional<Duration> retryAfter) -> {
        complain(reason);
        failures = Math.min(failures + 1, 1_000);
        long asked = retryAfter.orElse(Duration.ZERO).toNanos();
        long rest = Math.max(backoff.delayNanos(failures), asked);
        notBeforeNanos = clock.nanos() + Math.min(rest, RETRY_CAP.toNanos());
        return false;
      }
    }
  }

  /** Logs each reason once in a row. */
  private void complain(String reason) {
    if (!reason.equals(complaint)) {
      LOG.atWarn().addKeyValue("reason", reason).log("report not delivered; retrying");
      complaint = reason;
    }
  }

  private Duration jittered(Duration period) {
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    return Duration.ofNanos((long) (period.toNanos() * factor));
  }

  @Override
  public void close() {
    local.close();
    endpoint.close();
  }
}
