package io.github.ecstasktracker.simulation.dynamodb;

import java.time.Duration;

/**
 * @param pageBytes how much a scan looks at for one page
 * @param readLag for how long after a change a read that did not ask for consistency may still see
 *     the item before it; here every such read does
 * @param wholeRefused what a transaction's update that its item does not allow (a path that is not
 *     there) comes to. DynamoDB says that it cancels the transaction with a reason for each item;
 *     DynamoDB Local refuses the request as a whole and tells no reasons.
 */
public record Settings(int pageBytes, Duration readLag, boolean wholeRefused) {
  /** DynamoDB's own page, and a replica that is never behind. */
  public static final Settings USUAL = new Settings(1 << 20, Duration.ZERO, false);

  /** As DynamoDB Local is. */
  public static final Settings LOCAL = new Settings(1 << 20, Duration.ZERO, true);
}
