package io.github.ecstasktracker.eventrule;

/**
 * Where events may be sent.
 *
 * @param address the queue's URL, or once more the topic's ARN
 */
record Endpoint(Kind kind, String arn, String address) {
  /** What it is, and what sending to it is called in a policy. */
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
