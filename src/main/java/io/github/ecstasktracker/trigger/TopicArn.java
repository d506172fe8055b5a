package io.github.ecstasktracker.trigger;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * An SNS topic that the operator named. Two are equal where their texts are equal, letter by
 * letter.
 */
public record TopicArn(String text) {
  private static final Pattern FORM =
      Pattern.compile(
          "arn:aws[a-z-]*:sns:([a-z]{2,}(?:-[a-z0-9]+)+):[0-9]{12}:[A-Za-z0-9_-]{1,256}(?:\\.fifo)?");

  /** Throws for what is no topic's ARN; use {@link #parse} for text from outside. */
  public TopicArn {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not the ARN of an SNS topic: '" + text + "'");
    }
  }

  /** The topic of an ARN, or empty where it is none. */
  public static Optional<TopicArn> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new TopicArn(text)) : Optional.empty();
  }

  /** The Region in which the topic lives, and in which SNS signs for it. */
  public Region region() {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalStateException(text);
    }
    return Region.of(matcher.group(1));
  }

  /** The only host whose certificates may sign for this topic. */
  String snsHost() {
    Region region = region();
    return "sns." + region.id() + "." + PartitionMetadata.of(region).dnsSuffix();
  }

  @Override
  public String toString() {
    return text;
  }
}
