package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.PortBinding;
import io.github.ecstasktracker.model.ServiceKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds containers by any name: of a task, a service, an address, a host or a container, or by the
 * beginning of a container's id. An exact match takes precedence over a prefix.
 */
public final class Finder {
  /** Maximum number of matches of a short id; more would not help anybody. */
  private static final int BEGINNINGS_MAX = 100;

  private final Directory directory;

  public Finder(Directory directory) {
    this.directory = directory;
  }

  /**
   * The containers found, the newest running one first; empty if there are none.
   *
   * @param name {@code 3f2a}, a task's id or ARN, {@code web}, {@code prod/web}, {@code
   *     10.0.1.5:32768}, {@code 10.0.1.5:53/udp}, {@code i-0abc}
   */
  public List<Hit> find(String name) {
    return Stream.<Stream<Hit>>of(
            directory.task(Placement.taskId(name)).stream().filter(_ -> isTask(name)),
            byAddress(name).stream(),
            byService(name).stream(),
            byHost(name).stream())
        .map(Stream::toList)
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElseGet(() -> directory.containers(name, BEGINNINGS_MAX));
  }

  private static boolean isTask(String name) {
    return name.indexOf('/') < 0 || (name.startsWith("arn:") && name.contains(":task/"));
  }

  private List<Hit> byAddress(String name) {
    int slash = name.indexOf('/');
    String protocol = slash < 0 ? "" : name.substring(slash + 1);
    boolean known =
        protocol.isEmpty() || protocol.equals(PortBinding.TCP) || protocol.equals("udp");
    Optional<Address> address =
        known ? Address.parse(slash < 0 ? name : name.substring(0, slash)) : Optional.empty();
    return address
        .map(
            at ->
                directory.address(
                    at.host(), at.port(), Optional.of(protocol).filter(text -> !text.isEmpty())))
        .orElse(List.of());
  }

  private List<Hit> byService(String name) {
    int slash = name.indexOf('/');
    return slash < 0
        ? directory.services(name).stream()
            .flatMap(service -> directory.service(service).stream())
            .sorted(Hit.NEWEST_RUNNING_FIRST)
            .toList()
        : directory.service(new ServiceKey(name.substring(0, slash), name.substring(slash + 1)));
  }

  private List<Hit> byHost(String name) {
    return directory.machines().entrySet().stream()
        .filter(machine -> isCalled(machine.getValue(), name))
        .flatMap(machine -> directory.on(machine.getKey()).stream())
        .flatMap(entry -> directory.task(entry.placement().taskId()).stream())
        .sorted(Hit.NEWEST_RUNNING_FIRST)
        .toList();
  }

  private static boolean isCalled(Machine machine, String name) {
    return !name.isEmpty()
        && (machine.id().equals(name)
            || machine.address().equals(name)
            || machine.instance().equals(name));
  }
}
