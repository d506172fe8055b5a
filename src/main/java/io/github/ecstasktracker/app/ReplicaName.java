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
 * The display name of this process. Two replicas with the same name do not take each other's lease,
 * since each process also has a unique id.
 */
public final class ReplicaName {
  private static final int LENGTH_MAX = 255;

  private ReplicaName() {}

  /** The configured name, else the ECS task's ARN, the pod's name, or the host's name. */
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

  /** A pod's host name is the pod's name, unless it shares its node's network. */
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
      // The host's name does not resolve; the process id at least distinguishes replicas.
      return "process-" + ProcessHandle.current().pid();
    }
  }
}
