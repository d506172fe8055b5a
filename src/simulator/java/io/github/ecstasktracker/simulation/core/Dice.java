package io.github.ecstasktracker.simulation.core;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Every random choice of the simulator. Each part of it splits dice of its own from the seed's, so
 * that a choice more in one part does not shift the choices of the others.
 */
public final class Dice {
  // One fixed algorithm: the same seed must give the same run on every JDK.
  private static final RandomGeneratorFactory<SplittableGenerator> ALGORITHM =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final SplittableGenerator random;

  private Dice(SplittableGenerator random) {
    this.random = random;
  }

  public static Dice of(long seed) {
    return new Dice(ALGORITHM.create(seed));
  }

  public Dice split() {
    return new Dice(random.split());
  }

  public boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  public int below(int bound) {
    return random.nextInt(bound);
  }

  public Duration within(Span span) {
    long least = span.least().toNanos();
    return Duration.ofNanos(random.nextLong(least, span.most().toNanos() + 1));
  }

  public <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  public String hex(int digits) {
    StringBuilder text = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
    return text.toString();
  }

  public String digits(int count) {
    StringBuilder text = new StringBuilder(count);
    text.append(1 + random.nextInt(9));
    while (text.length() < count) {
      text.append(random.nextInt(10));
    }
    return text.toString();
  }

  public UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
