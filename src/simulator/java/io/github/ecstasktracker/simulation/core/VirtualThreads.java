package io.github.ecstasktracker.simulation.core;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the JDK knows of virtual threads and does not make public. */
final class VirtualThreads {
  private static final MethodHandle BUILDER;
  private static final VarHandle STATE;

  /** Waits for a monitor; and may have it, and does not run yet. */
  private static final Set<Integer> AT_MONITOR;

  static {
    if (!"false".equals(System.getProperty("jdk.trackAllThreads"))) {
      throw unfit(null);
    }
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      var constructor =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      BUILDER =
          lookup
              .unreflectConstructor(constructor)
              .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
      Class<?> thread = Class.forName("java.lang.VirtualThread");
      MethodHandles.Lookup inside = MethodHandles.privateLookupIn(thread, lookup);
      STATE = inside.findVarHandle(thread, "state", int.class);
      AT_MONITOR =
          Set.of(
              (int) inside.findStaticVarHandle(thread, "BLOCKED", int.class).get(),
              (int) inside.findStaticVarHandle(thread, "UNBLOCKED", int.class).get());
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unfit(e);
    }
  }

  private VirtualThreads() {}

  /** Makes threads that run only where the scheduler runs what it is given. */
  static Thread.Builder.OfVirtual scheduledBy(Executor scheduler) {
    try {
      return (Thread.Builder.OfVirtual) BUILDER.invokeExact(scheduler);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it has left its carrier for a monitor that another thread holds, or held. */
  static boolean waitsForMonitor(@Nullable Thread thread) {
    return thread != null && AT_MONITOR.contains((int) STATE.getVolatile(thread));
  }

  private static IllegalStateException unfit(@Nullable Exception cause) {
    return new IllegalStateException(
        "deterministic runs need JDK 25, started with " + String.join(" ", Coroutines.JVM_OPTIONS),
        cause);
  }
}
