package io.github.ecstasktracker.app.aws;

/** Receives every attempt of a call after the first. */
@FunctionalInterface
public interface AttemptListener {
  /** A retry is about to be sent; it costs a token of its own. */
  void retrying(String service, String operation);
}
