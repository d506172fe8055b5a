package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Detects backends that are in sync, nearly all of them at any time, so that the full plan is
 * skipped: every task is a server, every server is in the item as it would be written, and no other
 * is. No rule of {@link Removals} or {@link Guards} has anything to say there.
 */
final class InSyncCheck {
  private static final String SEPARATOR = "://";
  private static final int NO_WEIGHT = -1;

  private InSyncCheck() {}

  /** Whether it certainly is in sync; where in doubt, false: the full plan finds the same. */
  static boolean inSync(PlanInput input) {
    return input.actual() instanceof StoredBackend.Present present
        && !input.desired().services().isEmpty()
        && input.desired().ambiguity().isEmpty()
        && inSync(input.desired(), present.servers());
  }

  private static boolean inSync(Desired desired, SortedMap<String, StoredServer> servers) {
    if (desired.tasks().size() != servers.size()
        || !desired.unattributed().isEmpty()
        || desired.handsOff().isPresent()) {
      return false;
    }
    Set<Address> addresses = HashSet.newHashSet(servers.size());
    for (ObservedTask task : desired.tasks()) {
      if (!(task.state() instanceof TaskState.Resolved(Server server))
          || !addresses.add(server.address())
          || !isWritten(server, servers)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWritten(Server server, SortedMap<String, StoredServer> servers) {
    String key = server.key();
    StoredServer stored = servers.get(key);
    return stored != null
        && stored.wellFormed()
        && stored.key().equals(key)
        && isUrl(stored.url(), server.scheme(), key)
        && weighs(stored.weight().orElse(NO_WEIGHT), server);
  }

  /** What nobody has an opinion on stays as it is, unless it is no weight at all. */
  private static boolean weighs(int weight, Server server) {
    return weight > NO_WEIGHT && weight == server.weight().orElse(weight);
  }

  /** {@link Server#url()}, without making one for each comparison. */
  private static boolean isUrl(@Nullable String url, String scheme, String key) {
    return url != null
        && url.length() == scheme.length() + SEPARATOR.length() + key.length()
        && url.startsWith(scheme)
        && url.startsWith(SEPARATOR, scheme.length())
        && url.endsWith(key);
  }
}
