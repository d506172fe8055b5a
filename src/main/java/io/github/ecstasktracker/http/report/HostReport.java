package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.directory.Entry;
import io.github.ecstasktracker.directory.HostPorts;
import io.github.ecstasktracker.directory.HostRegistry;
import io.github.ecstasktracker.model.HostStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A host. Values not read from ECS yet are null.
 *
 * @param id id of its container instance
 * @param instance its EC2 or ECS Anywhere id
 * @param state STARTING, ACTIVE, DRAINING, UNRESPONSIVE or DEAD
 * @param status status in ECS
 * @param registered resources by name: CPU, MEMORY, GPU
 * @param findings ports claimed by two of its tasks
 */
public record HostReport(
    String id,
    String cluster,
    String instance,
    String address,
    String type,
    String zone,
    @Nullable String state,
    @Nullable String status,
    @Nullable String statusReason,
    @Nullable Boolean agentConnected,
    @Nullable String health,
    String agentVersion,
    @Nullable String dockerVersion,
    @Nullable String image,
    @Nullable String capacityProvider,
    @Nullable Integer runningTasks,
    @Nullable Integer pendingTasks,
    @Nullable Map<String, Long> registered,
    @Nullable Map<String, Long> remaining,
    @Nullable String registeredAt,
    List<HostTaskReport> tasks,
    List<PortReport> ports,
    List<String> findings) {

  /** A task on the host. */
  public record HostTaskReport(String id, String service, String lastStatus, String desiredStatus) {
    private static HostTaskReport of(Entry entry) {
      return new HostTaskReport(
          entry.placement().taskId(),
          entry.placement().task().service().toString(),
          entry.placement().task().lastStatus(),
          entry.placement().task().desiredStatus());
    }
  }

  public static HostReport of(HostRegistry.Host host) {
    Optional<HostStatus> status = host.status();
    HostPorts ports = HostPorts.of(host.tasks(), status);
    return new HostReport(
        host.machine().instance(),
        host.cluster(),
        host.machine().id(),
        host.machine().address(),
        host.machine().type(),
        host.machine().zone(),
        host.state().map(Enum::name).orElse(null),
        known(status, HostStatus::status),
        known(status, HostStatus::statusReason),
        known(status, HostStatus::agentConnected),
        known(status, HostStatus::health),
        host.machine().agentVersion(),
        known(status, HostStatus::dockerVersion),
        known(status, HostStatus::image),
        known(status, HostStatus::capacityProvider),
        known(status, HostStatus::runningTasks),
        known(status, HostStatus::pendingTasks),
        known(status, HostStatus::registered),
        known(status, HostStatus::remaining),
        status
            .flatMap(its -> Optional.ofNullable(its.registeredAt()))
            .map(Instant::toString)
            .orElse(null),
        host.tasks().stream().map(HostTaskReport::of).toList(),
        ports.claims().stream().map(PortReport::of).toList(),
        ports.findings());
  }

  private static <T> @Nullable T known(Optional<HostStatus> status, Function<HostStatus, T> field) {
    return status.map(field).orElse(null);
  }
}
