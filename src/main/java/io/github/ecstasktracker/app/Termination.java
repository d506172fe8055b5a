package io.github.ecstasktracker.app;

/** How a running command hears that it is to end. */
public interface Termination {
  /**
   * Has the action run when the process is told to end; the process is gone after it.
   *
   * @param exitCode of the process then
   * @return takes the registration back; without effect where the end has begun
   */
  Runnable onTermination(Action action, int exitCode);

  /** What is to be done before the end. */
  @FunctionalInterface
  interface Action {
    void run() throws InterruptedException;
  }

  /**
   * By SIGTERM and SIGINT. The JVM would end with 128 + the signal's number after its hooks; an
   * orchestrator takes that for a failure, so the hook ends the process itself.
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
      // The end has begun, and the hook is running: it needs no taking back.
    }
  }
}
