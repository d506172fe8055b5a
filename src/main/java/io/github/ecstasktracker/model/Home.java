package io.github.ecstasktracker.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where resources of AWS live: what the ARNs of one account in one Region have in common. */
public record Home(String partition, String region, String account) {
  private static final Pattern ARN =
      Pattern.compile("arn:([a-z0-9-]{1,32}):[a-z0-9-]{1,32}:([a-z0-9-]{1,32}):([0-9]{12}):.+");

  /** The home of a resource; empty for what is no ARN of an account in a Region. */
  public static Optional<Home> of(String arn) {
    Matcher matcher = ARN.matcher(arn);
    return matcher.matches()
        ? Optional.of(new Home(matcher.group(1), matcher.group(2), matcher.group(3)))
        : Optional.empty();
  }
}
