package io.github.ecstasktracker.simulation.dynamodb;

import java.time.Duration;

/**
 * @param pageBytes how much a scan looks at for one page
 * @param readLag for how long after a change a read that did not ask for consistency may still see
 *     the item before it; here every such read does
 */
public record Settings(int pageBytes, Duration readLag) {
  /** DynamoDB's own page, and a replica that is never behind. */
  public static final Settings USUAL = new Settings(1 << 20, Duration.ZERO);
}
