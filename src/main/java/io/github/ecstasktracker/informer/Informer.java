package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Timers;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.workqueue.Backoff;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link TaskCache} current (a Reflector in client-go's words): events make single tasks
 * due, passes list and describe all of them.
 *
 * <p>An event never carries state: it says which task to ask ECS about.
 */
public final class Informer {
  /** The cause of what no message asked for. */
  public static final String DRIFT = "drift";

  /** The cause of what a health check showed. */
  static final String HEALTH = "health";

  private final List<String> clusters;
  private final Leadership leadership;
  private final MonotonicClock clock;
  private final Listener listener;
  private final TaskCache cache;
  private final Snapshots snapshots;
  private final Passes passes;
  private final Map<String, Describer> describers = new LinkedHashMap<>();
  private volatile long passBegunNanos;

  // Guarded by the cache.
  private boolean passing;

  /**
   * All that the informer takes from the machine.
   *
   * @param jobs runs calls that nobody waits for
   * @param io runs calls that a job waits for
   * @param backoff of tasks whose call failed
   */
  public record Runtime(
      MonotonicClock clock, Timers timers, Executor jobs, Executor io, Backoff backoff) {}

  /** Hears what the informer learns. Called on any thread; never blocks. */
  public interface Listener {
    /**
     * Backends are to be reconciled.
     *
     * @param cause what made us ask: a trigger's source, or drift
     * @param sinceNanos when the first message came; null where there was none
     */
    void changed(Changes changes, String cause, @Nullable Long sinceNanos);

    /** A call was answered or failed: the informer moves. */
    void moved();

    /** A call failed. */
    void failed(String reason, boolean throttled);

    /** ECS refuses to describe a task: its ARN is not ours. */
    void refused(String arn, String reason);

    /** A version that a message named was never read. */
    void lapsed();
  }

  /**
   * @param missingSpacing how far apart two MISSING must begin to prove a task gone
   */
  public Informer(
      List<String> clusters,
      EcsReader ecs,
      CallGate gate,
      Leadership leadership,
      Duration missingSpacing,
      Runtime runtime,
      Listener listener) {
    this.clusters = List.copyOf(clusters);
    this.leadership = leadership;
    this.clock = runtime.clock();
    this.listener = listener;
    this.cache = new TaskCache(clock, missingSpacing, listener::lapsed);
    this.snapshots = new Snapshots(cache, clock::nanos);
    for (String cluster : this.clusters) {
      describers.put(cluster, new Describer(cluster, ecs, gate, cache, runtime, new Sink()));
    }
    this.passes =
        new Passes(this.clusters, ecs, cache, snapshots, this::describer, clock, listener);
  }

  /** What becomes of a message. */
  public enum Heard {
    /** The task will be described. */
    DUE,
    /** Nothing is to be asked: the cache knows as much. */
    KNOWN,
    /** Too much is due: a pass will see it. */
    FULL
  }

  /**
   * A message named a task.
   *
   * @param served runs once a description of the task, begun after this, has ended in this term and
   *     the backends that it changed are queued, but for a task whose definition or host is still
   *     read; never where the answer is not {@link Heard#DUE}
   */
  public Heard hear(ServiceKey service, Trigger.HeardTask task, String cause, Runnable served) {
    TaskCache.Heard heard = cache.hear(service, task.arn(), task.version(), task.serving());
    return switch (heard) {
      case KNOWN -> Heard.KNOWN;
      case FULL -> Heard.FULL;
      case LAZY, PRESSING -> {
        Due due = new Due(task.arn(), cause, clock.nanos(), false);
        due.onServed(served);
        yield describer(service.cluster()).add(due, heard == TaskCache.Heard.PRESSING)
            ? Heard.DUE
            : Heard.FULL;
      }
    };
  }

  /** A message named a service: those of its tasks that are not at rest are asked for. */
  public void hear(ServiceKey service, String cause) {
    for (String arn : cache.notAtRest(service)) {
      describer(service.cluster()).add(new Due(arn, cause, clock.nanos(), false), false);
    }
  }

  /** Describes these tasks soon, and has their backends reconciled whatever ECS says. */
  public void refresh(Collection<String> arns) {
    for (String arn : arns) {
      cluster(arn)
          .ifPresent(
              cluster -> describer(cluster).add(new Due(arn, DRIFT, clock.nanos(), true), true));
    }
  }

  /** Asks for the health of all tasks with a health check that were described before then. */
  public void checkHealth(Duration age) {
    cache
        .healthDue(clock.nanos() - age.toNanos())
        .forEach((cluster, arns) -> describer(cluster).addBackground(arns));
  }

  /**
   * Lists every cluster, and describes each task that was not described since its list began.
   *
   * @param resolve whether it ends only when the task definitions and hosts of those are read
   */
  public Pass pass(Urgency urgency, boolean resolve) {
    passing(true);
    try {
      Pass pass = passes.all(urgency);
      passBegunNanos = pass.begunNanos();
      if (resolve) {
        describers.values().forEach(Describer::awaitResolved);
      }
      return pass;
    } finally {
      passing(false);
    }
  }

  private void passing(boolean now) {
    synchronized (cache) {
      passing = now;
    }
  }

  /** When the newest pass that has ended began. */
  public long passBegunNanos() {
    return passBegunNanos;
  }

  /**
   * Lists these services alone and describes all their tasks.
   *
   * @param count whether DescribeServices is asked too, once all are described
   */
  public Listing list(Collection<ServiceKey> services, boolean count, Urgency urgency) {
    return passes.of(services, count, urgency);
  }

  /**
   * What is known of a backend.
   *
   * @param held addresses that its item holds
   * @param freshNanos a task that is not held is added only where it was described since then
   */
  public Snapshot snapshot(BackendKey key, Set<Address> held, long freshNanos) {
    return snapshots.of(key, clusters, held, freshNanos, term());
  }

  /** The services that feed a backend, as far as is known; mutable. */
  public BackendIndex index() {
    return cache.index;
  }

  /** Every backend that a task feeds, or a service was seen to feed. */
  public Set<BackendKey> backends() {
    Set<BackendKey> keys = cache.backends();
    keys.addAll(cache.index.backends());
    return keys;
  }

  /** Living tasks. */
  int size() {
    return cache.size();
  }

  /** Whether the task serves as it was described last. */
  public boolean serves(String arn) {
    synchronized (cache) {
      return cache.find(arn).filter(Entry::serves).isPresent();
    }
  }

  /** A term is over: nobody waits for a description any more. */
  public void standBy() {
    describers.values().forEach(Describer::forgetWaiting);
  }

  /** Makes no more calls. */
  public void close() {
    describers.values().forEach(Describer::close);
  }

  private Describer describer(String cluster) {
    Describer describer = describers.get(cluster);
    if (describer == null) {
      throw new IllegalArgumentException("not followed: " + cluster);
    }
    return describer;
  }

  private Optional<String> cluster(String arn) {
    synchronized (cache) {
      return cache.find(arn).map(entry -> entry.service.cluster());
    }
  }

  private @Nullable Long term() {
    return leadership.standing() instanceof LeaderState.Leader(Term term)
        ? term.sinceNanos()
        : null;
  }

  private final class Sink implements Describer.Sink {
    @Override
    public void applied(Description.Answered answer, List<Due> asked) {
      Map<String, Due> named = new HashMap<>();
      asked.forEach(due -> named.put(Arns.last(due.arn), due));
      Predicate<String> always = arn -> of(named, arn).filter(due -> due.always).isPresent();
      Predicate<String> ofPass = arn -> of(named, arn).filter(due -> due.ofPass).isPresent();
      Changes changes;
      Set<Address> taken;
      synchronized (cache) {
        changes = cache.apply(answer.only(ofPass.negate()), always, term());
        Changes passed = cache.apply(answer.only(ofPass), always, term());
        taken = new HashSet<>(changes.taken());
        taken.addAll(passed.taken());
        if (!passing) {
          // It came late. A pass that is under way queues every backend at its end.
          changes.backends().addAll(passed.backends());
          changes.taken().addAll(passed.taken());
        }
      }
      refresh(cache.contested(taken));
      listener.moved();
      if (!changes.isEmpty()) {
        Optional<Due> message = asked.stream().filter(Due::ofMessage).findFirst();
        Optional<Due> first =
            message.or(() -> asked.stream().filter(due -> !due.cause.equals(DRIFT)).findFirst());
        listener.changed(
            changes,
            first.map(due -> due.cause).orElse(DRIFT),
            message.map(due -> due.sinceNanos).orElse(null));
      }
    }

    private static Optional<Due> of(Map<String, Due> named, String arn) {
      return Optional.ofNullable(named.get(Arns.last(arn)));
    }

    @Override
    public void refused(String arn, String reason) {
      cache.refused(arn);
      listener.refused(arn, reason);
    }

    @Override
    public void failed(String reason, boolean throttled) {
      listener.moved();
      listener.failed(reason, throttled);
    }

    @Override
    public boolean leads() {
      return term() != null;
    }
  }
}
