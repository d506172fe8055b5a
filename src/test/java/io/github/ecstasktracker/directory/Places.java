package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.PortBinding;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task for a test, with its usual parts: one container on a port of one host. */
public final class Places {
  public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  public static final Machine HOST =
      new Machine(
          "arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/c0ffee",
          "i-0abc",
          "10.0.1.5",
          "m5.large",
          "eu-west-1a",
          "1.91.0");

  private final String id;
  private ServiceKey service = new ServiceKey("prod", "web");
  private long version = 1;
  private String lastStatus = "RUNNING";
  private String desiredStatus = "RUNNING";
  private @Nullable Instant startedAt = NOON;
  private @Nullable Machine machine = HOST;
  private String ownAddress = "";
  private final List<PlacedContainer> containers = new ArrayList<>();

  private Places(String id) {
    this.id = id;
  }

  public static Places task(String id) {
    return new Places(id);
  }

  /** A docker id that begins so. */
  public static String dockerId(String begin) {
    return begin + "0".repeat(64 - begin.length());
  }

  public static PortBinding tcp(int hostPort, int containerPort) {
    return new PortBinding("tcp", "", hostPort, containerPort);
  }

  public Places service(String cluster, String name) {
    service = new ServiceKey(cluster, name);
    return this;
  }

  public Places version(long number) {
    version = number;
    return this;
  }

  public Places status(String last, String desired) {
    lastStatus = last;
    desiredStatus = desired;
    return this;
  }

  public Places started(@Nullable Instant when) {
    startedAt = when;
    return this;
  }

  public Places on(@Nullable Machine where) {
    machine = where;
    return this;
  }

  public Places at(String address) {
    ownAddress = address;
    return this;
  }

  public Places container(String name, String containerId, PortBinding... ports) {
    containers.add(new PlacedContainer(name, containerId, lastStatus, List.of(ports)));
    return this;
  }

  public Places container(PlacedContainer container) {
    containers.add(container);
    return this;
  }

  public Placement placed() {
    return new Placement(
        new Task(
            "arn:aws:ecs:eu-west-1:111122223333:task/" + service.cluster() + "/" + id,
            service,
            "arn:aws:ecs:eu-west-1:111122223333:task-definition/web-family:7",
            version,
            lastStatus,
            desiredStatus,
            "UNKNOWN",
            startedAt),
        lastStatus.equals("STOPPED") ? NOON.plusSeconds(60) : null,
        machine,
        ownAddress,
        containers);
  }
}
