package io.github.ecstasktracker.eventrule;

/**
 * A queue or topic that receives events.
 *
 * @param address the queue's URL, or the topic's ARN
 */
record Endpoint(Kind kind, String arn, String address) {
  /** The kind of endpoint, and the policy action for sending to it. */
  enum Kind {
    QUEUE("queue", "sqs:SendMessage"),
    TOPIC("topic", "sns:Publish");

    private final String word;
    private final String action;

    Kind(String word, String action) {
      this.word = word;
      this.action = action;
    }

    String word() {
      return word;
    }

    String action() {
      return action;
    }
  }

  String name() {
    return arn.substring(arn.lastIndexOf(':') + 1);
  }

  @Override
  public String toString() {
    return kind.word + " " + name();
  }
}
