package io.github.ecstasktracker.simulation;

import io.github.ecstasktracker.simulation.core.VirtualClock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** Moves an account's virtual clock from happening to happening, so that none comes late. */
public final class VirtualTime {
  private static final Duration STEP = Duration.ofSeconds(1);

  private final VirtualClock clock;
  private final SimulatedAccount account;

  VirtualTime(VirtualClock clock, SimulatedAccount account) {
    this.clock = clock;
    this.account = account;
  }

  public void advance(Duration duration) {
    advanceTo(clock.nanos() + duration.toNanos());
  }

  public void advanceTo(long nanos) {
    while (true) {
      OptionalLong next = account.nextHappening();
      if (next.isEmpty() || next.getAsLong() > nanos) {
        break;
      }
      clock.moveTo(Math.max(clock.nanos(), next.getAsLong()));
      account.tick();
    }
    clock.moveTo(nanos);
    account.tick();
  }

  /** Advances until every service has what it asks for; an error if that takes too long. */
  public void settle(Duration patience) {
    advanceUntil(account::steady, patience);
  }

  public void advanceUntil(BooleanSupplier condition, Duration patience) {
    long deadline = clock.nanos() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (clock.nanos() >= deadline) {
        throw new IllegalStateException(
            "not within " + patience + " of virtual time; seed " + account.seed());
      }
      advance(STEP);
    }
  }
}
