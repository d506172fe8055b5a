package io.github.ecstasktracker.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Containers of podman, each with the words, variables, user and rights that a rendered chart gives
 * its pods. All share this machine's network.
 */
final class Containers implements AutoCloseable {
  private final List<String> podman;
  private final List<String> names = new ArrayList<>();

  /**
   * Starts nothing yet.
   *
   * @param podman the program and the options that come before its command
   */
  Containers(List<String> podman) {
    this.podman = List.copyOf(podman);
  }

  void start(String name, Release release) throws IOException, InterruptedException {
    Tree container = release.container();
    Tree security = container.at("securityContext");
    List<String> words = new ArrayList<>(List.of("run", "--detach", "--name", name));
    words.addAll(List.of("--network", "host", "--no-healthcheck", "--pull", "never"));
    words.addAll(List.of("--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096"));
    words.add("--user=" + security.at("runAsUser").text() + ":" + security.at("runAsGroup").text());
    words.add("--read-only=" + security.at("readOnlyRootFilesystem").text());
    words.add("--read-only-tmpfs=false");
    for (Tree right : security.at("capabilities", "drop").items()) {
      words.add("--cap-drop=" + right.text());
    }
    if (security.at("allowPrivilegeEscalation").value().equals(false)) {
      words.add("--security-opt=no-new-privileges");
    }
    words.add("--stop-timeout=" + release.pod().at("terminationGracePeriodSeconds").text());
    for (Tree variable : container.items("env")) {
      // What is not given a value takes the pod's name, as the only field that the chart refers to.
      String value = variable.find("value").map(Tree::text).orElse(name);
      words.add("--env=" + variable.at("name").text() + "=" + value);
    }
    words.add(container.at("image").text());
    words.addAll(release.args());
    names.add(name);
    output(words);
  }

  /** The exit code of the program started once more inside, with these words. */
  int health(String name, int port) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("exec", name));
    words.add("/opt/ecs-task-tracker/java/bin/java");
    words.addAll(List.of("@/opt/ecs-task-tracker/java.options", "health", "--port=:" + port));
    return process(words).waitFor();
  }

  void kill(String name) throws IOException, InterruptedException {
    output(List.of("kill", "--signal", "KILL", name));
  }

  /** SIGTERM; the exit code. */
  int stop(String name) throws IOException, InterruptedException {
    output(List.of("stop", name));
    return Integer.parseInt(output(List.of("wait", name)).strip());
  }

  private String output(List<String> words) throws IOException, InterruptedException {
    Process process = process(words);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("podman " + String.join(" ", words) + " failed: " + out);
    }
    return out;
  }

  private Process process(List<String> words) throws IOException {
    List<String> command = new ArrayList<>(podman);
    command.addAll(words);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Override
  public void close() throws IOException {
    try {
      for (String name : names) {
        output(List.of("rm", "--force", "--ignore", "--time", "1", name));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
