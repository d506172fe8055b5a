package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.ServiceKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the {@link Directory} answers. */
public abstract class DirectorySearch {
  final TaskIndexes indexes;
  final Machines machines = new Machines();
  final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  DirectorySearch(TaskIndexes indexes) {
    this.indexes = indexes;
  }

  /** Containers whose id equals this text or begins with it. */
  public Matches container(String prefix) {
    return read(
        () -> {
          Map<String, Entry> matching = indexes.matching(prefix);
          return new Matches(hits(matching).min(Hit.NEWEST_RUNNING_FIRST), matching.size());
        });
  }

  /**
   * Like {@link #container}, but returns all matches, the newest running one first.
   *
   * @param max maximum number of results
   */
  public List<Hit> containers(String prefix, int max) {
    return read(
        () -> hits(indexes.matching(prefix)).sorted(Hit.NEWEST_RUNNING_FIRST).limit(max).toList());
  }

  /**
   * The containers of a task, the most representative one first; empty if the task is not known.
   */
  public List<Hit> task(String id) {
    return read(
        () ->
            indexes.all().stream()
                .flatMap(index -> Optional.ofNullable(index.task(id)).stream())
                .filter(indexes::kept)
                .limit(1)
                .flatMap(entry -> hits(entry).stream())
                .sorted(Hit.NEWEST_RUNNING_FIRST)
                .toList());
  }

  /** One container of each running task of a service, the newest task first. */
  public List<Hit> service(ServiceKey service) {
    return read(
        () -> {
          Map<String, Entry> byTask = new LinkedHashMap<>();
          for (TaskIndex index : indexes.all()) {
            index.service(service).stream()
                .filter(indexes::shown)
                .forEach(entry -> byTask.putIfAbsent(entry.placement().taskId(), entry));
          }
          return byTask.values().stream()
              .flatMap(
                  entry ->
                      hits(entry).stream()
                          .filter(Hit::running)
                          .min(Hit.NEWEST_RUNNING_FIRST)
                          .stream())
              .sorted(Hit.NEWEST_RUNNING_FIRST)
              .toList();
        });
  }

  /** The services of this name in all clusters. */
  public List<ServiceKey> services(String name) {
    return read(
        () ->
            indexes.all().stream()
                .flatMap(index -> index.services().stream())
                .filter(service -> service.service().equals(name))
                .distinct()
                .sorted()
                .toList());
  }

  /** Whether any task of the service is known, running or stopped. */
  public boolean knows(ServiceKey service) {
    return read(
        () ->
            indexes.all().stream()
                .flatMap(index -> index.service(service).stream())
                .anyMatch(indexes::kept));
  }

  /**
   * The containers that have a port at an address, the newest running one first.
   *
   * @param protocol {@code tcp} or {@code udp}; empty for either
   */
  public List<Hit> address(String ip, int port, Optional<String> protocol) {
    return read(
        () -> {
          Map<String, Hit> byContainer = new LinkedHashMap<>();
          for (TaskIndex index : indexes.all()) {
            for (Entry entry : index.at(ip)) {
              hits(entry).stream()
                  .filter(hit -> indexes.shown(entry) && hit.listensAt(ip, port, protocol))
                  .forEach(hit -> byContainer.putIfAbsent(hit.name(), hit));
            }
          }
          return byContainer.values().stream().sorted(Hit.NEWEST_RUNNING_FIRST).toList();
        });
  }

  /** The tasks of a host, as known from ECS or from the host's agent. */
  public List<Entry> on(String machineKey) {
    return read(
        () -> {
          Map<String, Entry> byTask = new LinkedHashMap<>();
          for (Source source : List.of(Source.ECS, Source.AGENT)) {
            for (Entry entry : indexes.of(source).machine(machineKey)) {
              if (indexes.kept(entry)) {
                byTask.putIfAbsent(entry.placement().taskId(), entry);
              }
            }
          }
          return List.copyOf(byTask.values());
        });
  }

  /** What is known of the hosts that run ECS tasks, by host key. */
  public Map<String, Machine> machines() {
    return read(
        () -> {
          Map<String, Machine> found = new TreeMap<>();
          for (String key : indexes.of(Source.ECS).machines()) {
            indexes.of(Source.ECS).machine(key).stream()
                .findAny()
                .ifPresent(entry -> found.put(key, machines.of(entry.placement())));
          }
          return found;
        });
  }

  private Stream<Hit> hits(Map<String, Entry> byContainer) {
    return byContainer.entrySet().stream().map(match -> hit(match.getValue(), match.getKey()));
  }

  private List<Hit> hits(Entry entry) {
    return entry.placement().containers().stream().map(each -> hit(entry, each)).toList();
  }

  private Hit hit(Entry entry, String containerId) {
    return entry.placement().containers().stream()
        .filter(container -> container.id().equals(containerId))
        .findFirst()
        .map(container -> hit(entry, container))
        .orElseThrow();
  }

  private Hit hit(Entry entry, PlacedContainer container) {
    Entry reported = indexes.of(Source.AGENT).container(container.id());
    String hostName =
        reported == null || !indexes.kept(reported) ? entry.hostName() : reported.hostName();
    return new Hit(entry, container, machines.of(entry.placement()), hostName);
  }

  final <T> T read(Supplier<T> question) {
    lock.readLock().lock();
    try {
      return question.get();
    } finally {
      lock.readLock().unlock();
    }
  }
}
