package io.github.ecstasktracker.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The product in a JVM of its own: its real {@code main}, its real clients, its real log, told by
 * nothing but words and variables where to find AWS. None outlives this JVM, unless this one is
 * killed.
 */
final class ChildJvm {
  /** What the caller's shell may hold that would be a setting of the child. */
  private static final Set<String> OURS =
      Set.of("REGION", "PORT", "TRAEFIK_TABLE", "CLUSTER", "DEBUG", "JAVA_TOOL_OPTIONS");

  private static final Set<Process> CHILDREN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> CHILDREN.forEach(Process::destroyForcibly)));
  }

  private ChildJvm() {}

  /**
   * Starts it.
   *
   * @param java its JVM
   * @param out where standard output goes
   * @param err where standard error, with the log, goes
   */
  static Process start(
      JavaCommand java, LocalAws aws, List<String> words, Redirect out, Redirect err) {
    return start(java, aws, words, Map.of(), out, err);
  }

  /**
   * The same.
   *
   * @param variables besides those that say where AWS is
   */
  static Process start(
      JavaCommand java,
      LocalAws aws,
      List<String> words,
      Map<String, String> variables,
      Redirect out,
      Redirect err) {
    List<String> command = new ArrayList<>(java.words());
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(ChildJvm::wouldBeHeard);
    environment.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
    environment.put("AWS_ACCESS_KEY_ID", "simulated");
    environment.put("AWS_SECRET_ACCESS_KEY", "simulated");
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.put("REGION", aws.account().identity().region());
    environment.put("TRAEFIK_TABLE", LocalAws.TABLE);
    environment.putAll(variables);
    try {
      Process child = builder.start();
      CHILDREN.add(child);
      child.onExit().thenAccept(CHILDREN::remove);
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean wouldBeHeard(String variable) {
    return OURS.contains(variable)
        || variable.startsWith("AWS_")
        || variable.startsWith("ECS_TASK_TRACKER_");
  }
}
