package io.github.ecstasktracker.system;

import org.junit.jupiter.api.Test;

class RushTest {
  @Test
  void tryOut() {
    for (long seed = Long.getLong("rush.first", 1);
        seed <= Integer.getInteger("rush.seeds", 2);
        seed++) {
      long t = System.nanoTime();
      Rush rush =
          new Rush(
              seed,
              new Rush.Size(
                  Integer.getInteger("rush.services", 1000),
                  Integer.getInteger("rush.tasks", 10),
                  Boolean.getBoolean("rush.revisions")));
      long built = System.nanoTime();
      System.out.println(
          "RUSH "
              + seed
              + " "
              + rush.run()
              + " wall "
              + (built - t) / 1000000
              + " + "
              + (System.nanoTime() - built) / 1_000_000);
    }
  }
}
