package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The whole of production with several replicas, under everything that may go wrong: over many
 * seeds nothing is violated, and nothing is left untried. A failure tells its seed; {@code
 * ./ecs-task-tracker simulate --seed N} plays it again.
 */
class ReliabilityTest {
  private static final int SEEDS = 2_000;

  @Test
  void overManySeeds_everyInvariantHolds_andEveryMishapHappens() {
    Campaign campaign = Campaign.of(1, Integer.getInteger("system.seeds", SEEDS));
    System.out.println(campaign.report());
    assertThat(campaign.failures()).isEmpty();
    assertThat(campaign.tally().missing()).isEmpty();
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
  void sameSeed_givesTheSameRun_anotherSeedAnother() {
    assertThat(Voyage.of(7).hash())
        .isEqualTo(Voyage.of(7).hash())
        .isNotEqualTo(Voyage.of(8).hash());
  }
}
