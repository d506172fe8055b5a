package io.github.ecstasktracker.system;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.faults.SimulatedTimeout;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * The way between one process and those it calls.
 *
 * <ul>
 *   <li>A call takes time on its way there and on its way back. What it does is done when it has
 *       arrived, whatever has become of the caller: it may have given up, be held up, or be dead.
 *   <li>The caller's job waits, as long as an attempt may take. Connections that break and errors
 *       of the far side are tried again as often as the production's clients do that.
 *   <li>An interrupt ends the wait as it ends the SDK's, and nothing else.
 * </ul>
 */
final class Network {
  /** As the production's clients are made. */
  private static final int ATTEMPTS = 3;

  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration LONG_POLL = Duration.ofSeconds(20);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Span ONE_WAY = Span.ofMillis(2, 30);
  private static final Span BEFORE_RETRY = Span.ofMillis(20, 200);
  static final Span LATE = Span.ofSeconds(1, 60);
  private static final Span SLOW = Span.ofMillis(500, 4_000);

  /** What goes on at the process's end. */
  interface Terminal {
    /** An attempt is to be sent; false where the process died before. */
    boolean sends(Operation operation, int attempt);

    /** A way there or a way back is at its end. */
    void step();

    /** A request has arrived whose sender had given up. */
    void late();

    void sleep(Duration duration);
  }

  private final Machine machine;
  private final Dice dice;
  private final Terminal terminal;
  private double late;
  private boolean slow;

  Network(Machine machine, Dice dice, Terminal terminal) {
    this.machine = machine;
    this.dice = dice;
    this.terminal = terminal;
  }

  /** From now on that share of the requests takes much longer than its sender waits. */
  void late(double chance) {
    late = chance;
  }

  /** From now on every way takes very long, but not too long. */
  void slow(boolean slow) {
    this.slow = slow;
  }

  /** A call that the client does not try again: harder on the caller than the real ones are. */
  <R> R once(Operation operation, Supplier<R> effect) {
    return attempt(operation, 1, ATTEMPT, effect, _ -> false);
  }

  /** A call that the client tries again by itself. */
  <R> R call(Operation operation, AwsRequest request, Supplier<R> effect) {
    Duration patience =
        request
            .overrideConfiguration()
            .flatMap(AwsRequestOverrideConfiguration::apiCallAttemptTimeout)
            .orElse(ATTEMPT);
    Duration whole =
        request
            .overrideConfiguration()
            .flatMap(AwsRequestOverrideConfiguration::apiCallTimeout)
            .orElse(ATTEMPT.multipliedBy(ATTEMPTS));
    long begun = machine.clock().nanos();
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(operation, attempt, patience, effect, _ -> false);
      } catch (SdkServiceException | SimulatedTimeout failure) {
        boolean again =
            !(failure instanceof SdkServiceException answer && answer.statusCode() < 500);
        boolean time = machine.clock().nanos() - begun < whole.toNanos();
        if (!again || !time || attempt == ATTEMPTS) {
          throw failure;
        }
      }
      terminal.sleep(dice.within(BEFORE_RETRY));
    }
  }

  /** A long poll: it ends with the first answer that is worth it, or when its time is over. */
  <R> R poll(Operation operation, Supplier<R> effect, Predicate<R> empty) {
    return attempt(operation, 1, LONG_POLL.plus(ATTEMPT), effect, empty);
  }

  private <R> R attempt(
      Operation operation,
      int attempt,
      Duration patience,
      Supplier<R> effect,
      Predicate<R> worthWaiting) {
    if (!terminal.sends(operation, attempt)) {
      LockSupport.park(); // for ever
    }
    Exchange<R> exchange = new Exchange<>(operation, patience, effect, worthWaiting);
    Duration way = dice.chance(late) ? dice.within(LATE) : way();
    machine.after(way, exchange::happens);
    if (way.compareTo(patience) >= 0) {
      machine.after(patience, exchange::lost);
    }
    return exchange.answer();
  }

  private Duration way() {
    return dice.within(slow ? SLOW : ONE_WAY);
  }

  private final class Exchange<R> {
    private final Thread caller = Thread.currentThread();
    private final long pollUntil = machine.clock().nanos() + LONG_POLL.toNanos();
    private final Operation operation;
    private final Duration patience;
    private final Supplier<R> effect;
    private final Predicate<R> worthWaiting;
    private @Nullable R answer;
    private @Nullable RuntimeException failure;
    private boolean over;

    Exchange(
        Operation operation, Duration patience, Supplier<R> effect, Predicate<R> worthWaiting) {
      this.operation = operation;
      this.patience = patience;
      this.effect = effect;
      this.worthWaiting = worthWaiting;
    }

    void happens() {
      terminal.step();
      if (over) {
        terminal.late();
      }
      try {
        R result = effect.get();
        if (over) {
          return;
        }
        if (worthWaiting.test(result) && machine.clock().nanos() < pollUntil) {
          machine.after(LOOK_AGAIN, this::happens);
          return;
        }
        answer = result;
        machine.after(way(), this::arrives);
      } catch (RuntimeException refused) {
        fails(refused);
      }
    }

    /** Of the connections that are lost some break, and some just stay silent. */
    private void fails(RuntimeException refusal) {
      if (!over) {
        failure = refusal;
        boolean silent = refusal instanceof SimulatedTimeout && dice.chance(0.5);
        machine.after(silent ? patience : way(), this::arrives);
      }
    }

    void lost() {
      if (!over) {
        failure = new SimulatedTimeout(operation);
        arrives();
      }
    }

    private void arrives() {
      if (!over) {
        over = true;
        terminal.step();
        LockSupport.unpark(caller);
      }
    }

    R answer() {
      while (!over) {
        LockSupport.park(this);
        if (!over && caller.isInterrupted()) {
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
