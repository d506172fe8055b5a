package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.simulation.core.Coroutines;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole of production with several replicas, under everything that may go wrong: over many
 * seeds nothing is violated, and nothing is left untried. A failure tells its seed; {@code
 * ./ecs-task-tracker simulate --seed N} plays it again.
 */
class ReliabilityTest {
  private static final int SEEDS = 400;

  @Test
  void overManySeeds_everyInvariantHolds_andEveryMishapHappens() {
    int seeds = Integer.getInteger("system.seeds", SEEDS);
    Campaign campaign = Campaign.of(1, seeds);
    System.out.println(campaign.report());
    assertThat(campaign.failures()).isEmpty();
    assertThat(campaign.tally().missing()).isEmpty();
    if (seeds >= SEEDS) {
      assertThat(campaign.tally().hollow(seeds)).isEmpty();
    }
    assertThat(campaign.staleWrites()).isZero();
    assertThat(campaign.fewestMishaps()).isGreaterThanOrEqualTo(Voyage.MISHAPS_MIN);
  }

  @Test
  void withoutTheFence_aStaleWriteIsFound() {
    boolean found = false;
    for (long seed = 1; seed <= 1_000 && !found; seed++) {
      found =
          Voyage.of(seed, writer -> (group, _) -> writer.write(group, Optional.empty()))
                  .staleWrites()
              > 0;
    }
    assertThat(found).isTrue();
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anotherJvm_playsASeedToTheSameHash() throws IOException, InterruptedException {
    long seed = 11;
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(Coroutines.JVM_OPTIONS);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Simulate.class.getName(),
            "--seed",
            Long.toString(seed)));
    Process other =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader lines = other.inputReader()) {
      assertThat(lines.lines().toList()).contains(Voyage.of(seed).line());
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void sameSeed_givesTheSameRun_anotherSeedAnother() {
    assertThat(Voyage.of(7).hash())
        .isEqualTo(Voyage.of(7).hash())
        .isNotEqualTo(Voyage.of(8).hash());
  }
}
