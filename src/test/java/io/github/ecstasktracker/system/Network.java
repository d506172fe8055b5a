package io.github.ecstasktracker.system;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * The way between one process and those it calls.
 *
 * <ul>
 *   <li>A call takes time on its way there and on its way back. What it does is done when it has
 *       arrived, whatever has become of the caller.
 *   <li>The caller's job waits. An interrupt ends its wait as the SDK's calls end, and nothing
 *       else.
 * </ul>
 */
final class Network {
  private static final Span ONE_WAY = Span.ofMillis(2, 30);

  private final Machine machine;
  private final Dice dice;
  private final Runnable step;

  /**
   * @param step told of each way there and each way back, at its end
   */
  Network(Machine machine, Dice dice, Runnable step) {
    this.machine = machine;
    this.dice = dice;
    this.step = step;
  }

  <R> R call(Supplier<R> effect) {
    Exchange<R> exchange = new Exchange<>(effect);
    machine.after(dice.within(ONE_WAY), exchange::happens);
    return exchange.answer();
  }

  private final class Exchange<R> {
    private final Thread caller = Thread.currentThread();
    private final Supplier<R> effect;
    private @Nullable R answer;
    private @Nullable RuntimeException failure;
    private boolean arrived;

    Exchange(Supplier<R> effect) {
      this.effect = effect;
    }

    void happens() {
      step.run();
      try {
        answer = effect.get();
      } catch (RuntimeException refused) {
        failure = refused;
      }
      machine.after(dice.within(ONE_WAY), this::arrives);
    }

    void arrives() {
      step.run();
      arrived = true;
      LockSupport.unpark(caller);
    }

    R answer() {
      while (!arrived) {
        LockSupport.park(this);
        if (!arrived && caller.isInterrupted()) {
          throw AbortedException.create("interrupted while waiting for an answer");
        }
      }
      if (failure != null) {
        throw failure;
      }
      return answer;
    }
  }
}
