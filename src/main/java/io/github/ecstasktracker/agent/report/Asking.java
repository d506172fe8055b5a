package io.github.ecstasktracker.agent.report;

import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Trigger.Source;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The reconciliations that reports request, bounded whatever they contain: any permitted reporter
 * can invent tasks and changes.
 *
 * <ul>
 *   <li>A service is requested at most once a second, and only a limited number of services in any
 *       second. The rest is requested with the next report.
 *   <li>A family without a known service may cause a full read, within the limits of {@link
 *       StrangeFamilies}.
 *   <li>Nothing counts as requested before the report was accepted.
 * </ul>
 *
 * Not thread-safe.
 */
final class Asking {
  static final int SERVICES_A_SECOND = 20;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Trigger EVERYTHING = Trigger.everything(Source.AGENT);

  private final StrangeFamilies strangers = new StrangeFamilies();
  private final LinkedHashMap<ServiceKey, Long> askedAt = new LinkedHashMap<>();
  // Bounded by the services that have tasks in ECS.
  private final Set<ServiceKey> owed = new LinkedHashSet<>();

  /** The requests of one report. */
  final class Report {
    private final long now;
    private final Set<Trigger> triggers = new LinkedHashSet<>();
    private final Set<ServiceKey> services = new LinkedHashSet<>();
    private final Set<ServiceKey> refused = new LinkedHashSet<>();
    private Optional<String> stranger = Optional.empty();

    private Report(long now) {
      this.now = now;
      var _ = services(owed);
    }

    /** Requests these services; returns whether all of them will be reconciled. */
    boolean services(Set<ServiceKey> wanted) {
      boolean all = true;
      for (ServiceKey service : wanted) {
        if (!services.contains(service)) {
          boolean room = services.size() + askedAt.size() < SERVICES_A_SECOND;
          if (room && !askedAt.containsKey(service)) {
            services.add(service);
            triggers.add(new Trigger(Source.AGENT, Optional.of(service), Optional.empty()));
          } else {
            refused.add(service);
            all = false;
          }
        }
      }
      return all;
    }

    /** Requests a full read for this family; returns whether there will be one. */
    boolean everything(String cluster, String family) {
      String name = cluster + "/" + family;
      if (stranger.isEmpty() && strangers.due(name, now)) {
        stranger = Optional.of(name);
        triggers.add(EVERYTHING);
      }
      return stranger.filter(name::equals).isPresent();
    }

    Set<Trigger> triggers() {
      return triggers;
    }

    /** Commits the requests of an accepted report. */
    void taken() {
      services.forEach(service -> askedAt.putLast(service, now));
      owed.addAll(refused);
      owed.removeAll(services);
      stranger.ifPresent(name -> strangers.met(name, now));
    }
  }

  Report report(long now) {
    while (!askedAt.isEmpty() && now - oldest() >= SECOND) {
      askedAt.pollFirstEntry();
    }
    return new Report(now);
  }

  private long oldest() {
    Map.Entry<ServiceKey, Long> first = askedAt.firstEntry();
    return first.getValue();
  }
}
