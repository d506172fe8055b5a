package io.github.ecstasktracker.simulation.bus;

/** One subscriber of a topic. */
final class Subscription {
  enum Protocol {
    HTTP,
    SQS
  }

  final String arn;
  final Protocol protocol;
  final String endpoint;
  final boolean raw;
  final String token;
  boolean confirmed;

  Subscription(
      String arn,
      Protocol protocol,
      String endpoint,
      boolean raw,
      String token,
      boolean confirmed) {
    this.arn = arn;
    this.protocol = protocol;
    this.endpoint = endpoint;
    this.raw = raw;
    this.token = token;
    this.confirmed = confirmed;
  }
}
