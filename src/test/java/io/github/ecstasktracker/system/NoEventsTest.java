package io.github.ecstasktracker.system;

import io.github.ecstasktracker.simulation.bus.BusFaults;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** With every event dropped, a change is right again within one resync interval. */
class NoEventsTest {
  /** A resync and the calls of one pass. */
  private static final Duration BOUND = Life.RESYNC.plusSeconds(3);

  private static final int CHANGES = 3;

  @Test
  void everyEventDropped_aChangeIsRightWithinOneResyncInterval() {
    Seeds.each(
        200,
        system -> {
          system.account.events().faults(BusFaults.NONE.withDrop(1));
          Acts acts = new Acts(system);
          system.settle();
          system.start();
          system.heals(BOUND, 1);
          for (int i = 0; i < CHANGES; i++) {
            acts.act();
            system.settle();
            system.heals(BOUND, 2);
          }
        });
  }
}
