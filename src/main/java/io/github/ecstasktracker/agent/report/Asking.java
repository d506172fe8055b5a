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
 * The looks that reports ask for, bounded whatever they tell: anybody who may report can make up
 * tasks and changes.
 *
 * <ul>
 *   <li>A service is looked at once in a second at most, and so many services in any second. What
 *       finds no room is asked for with the next report.
 *   <li>A family of no known service is worth a look at everything, as {@link StrangeFamilies} has
 *       it.
 *   <li>Nothing counts as asked before the report is taken.
 * </ul>
 *
 * Not safe between threads.
 */
final class Asking {
  static final int SERVICES_A_SECOND = 20;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Trigger EVERYTHING = Trigger.everything(Source.AGENT);

  private final StrangeFamilies strangers = new StrangeFamilies();
  private final LinkedHashMap<ServiceKey, Long> askedAt = new LinkedHashMap<>();
  // Services that ECS has tasks of: these bound it.
  private final Set<ServiceKey> owed = new LinkedHashSet<>();

  /** What one report asks for. */
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

    /** Asks for a look at these; returns whether all of them will be looked at. */
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

    /** Asks for a look at everything; returns whether there will be one for this family. */
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

    /** The report was taken, and its looks will be made. */
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
