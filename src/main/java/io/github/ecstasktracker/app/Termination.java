package io.github.ecstasktracker.app;

/** Notifies a running command that the process must end. */
public interface Termination {
  /**
   * Registers an action to run when the process is asked to end; the process exits after it.
   *
   * @param exitCode exit code of the process in that case
   * @return cancels the registration; has no effect once the end has begun
   */
  Runnable onTermination(Action action, int exitCode);

  /** Work to do before the process ends. */
  @FunctionalInterface
  interface Action {
    void run() throws InterruptedException;
  }

  /**
   * Reacts to SIGTERM and SIGINT. The JVM would exit with 128 + the signal number after its hooks,
   * which an orchestrator takes for a failure, so the hook ends the process itself.
   */
  static Termination bySignal() {
    return (action, exitCode) -> {
      Thread hook =
          new Thread(
              () -> {
                try {
                  action.run();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } finally {
                  Runtime.getRuntime().halt(exitCode);
                }
              },
              "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      return () -> forget(hook);
    };
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending and the hook is running: there is nothing to cancel.
    }
  }
}
