package io.github.ecstasktracker.ecs;

import java.util.List;
import java.util.Optional;

/**
 * All that is kept of a task definition. It is a small part on purpose: definitions carry
 * environment variables, which are not ours to hold.
 *
 * @param name {@code family:revision}
 * @param backend the backend that a label sends its tasks to
 * @param everyEssentialChecked whether every essential container has a health check, so that the
 *     task's own health means something
 * @param ignored labels that were not understood, for a log line
 */
record TaskDefinitionSummary(
    String name,
    NetworkMode mode,
    Serving serving,
    Optional<String> backend,
    boolean paused,
    boolean everyEssentialChecked,
    List<String> ignored) {
  /** Whether its tasks' health decides, and so must be described between events. */
  boolean healthChecked() {
    return serving instanceof Serving.Port port && (port.healthCheck() || everyEssentialChecked);
  }
}
