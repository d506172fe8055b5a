package io.github.ecstasktracker.app;

import io.github.ecstasktracker.app.aws.TaskMetadata;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What people call this process while it leads. For display alone: two replicas of one name do not
 * take each other's lease, since each process has an id of its own besides.
 */
public final class ReplicaName {
  private static final int LENGTH_MAX = 255;

  private ReplicaName() {}

  /** As configured; else the ECS task's ARN, the pod's name, the host's. */
  public static String of(Optional<String> configured, Map<String, String> env)
      throws InterruptedException {
    if (configured.isPresent()) {
      return configured.get();
    }
    Optional<URI> metadata = TaskMetadata.endpoint(env);
    Optional<String> task =
        metadata.isPresent() ? TaskMetadata.taskArn(metadata.get()) : Optional.empty();
    return task.or(() -> named(env)).orElseGet(ReplicaName::host);
  }

  /** A pod's host name is its own name, but where it shares its node's network. */
  private static Optional<String> named(Map<String, String> env) {
    return Stream.of("POD_NAME", "HOSTNAME")
        .map(variable -> env.getOrDefault(variable, "").strip().replaceAll("\\p{Cntrl}", "?"))
        .filter(Predicate.not(String::isEmpty))
        .map(name -> name.substring(0, Math.min(name.length(), LENGTH_MAX)))
        .findFirst();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      // A host whose name resolves to nothing; the process's number at least tells replicas apart.
      return "process-" + ProcessHandle.current().pid();
    }
  }
}
