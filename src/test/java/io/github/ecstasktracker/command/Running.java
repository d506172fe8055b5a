package io.github.ecstasktracker.command;

import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.app.Termination;
import io.github.ecstasktracker.app.config.Verb;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A controller of this JVM on a stand, from its first complete read until it is told to end. */
final class Running {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final CompletableFuture<Termination.Action> end = new CompletableFuture<>();
  private final CompletableFuture<Stand.Ended> ended;
  private final int port;

  Running(Stand stand, String... words) throws IOException {
    port = freePort();
    Commands commands =
        Commands.ofProcess()
            .with(
                Verb.RUN,
                new RunCommand(
                    (action, exitCode) -> {
                      end.complete(action);
                      return () -> {};
                    }));
    List<String> line = new ArrayList<>(List.of("--port", "127.0.0.1:" + port));
    line.addAll(List.of(words));
    ended =
        CompletableFuture.supplyAsync(
            () -> stand.run(commands, Verb.RUN, line.toArray(String[]::new)),
            // The common pool may have one thread, and there may be several of these.
            command -> Thread.ofPlatform().name("run").start(command));
    await().atMost(PATIENCE).until(() -> ended.isDone() || ready(port));
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** As SIGTERM would. */
  Stand.Ended stop() throws Exception {
    end.join().run();
    return ended.join();
  }

  private static boolean ready(int port) {
    try {
      URI.create("http://127.0.0.1:" + port + "/readyz").toURL().openStream().close();
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
