package io.github.ecstasktracker.app.aws;

/** Hears of every attempt that the SDK makes beyond a call's first. */
@FunctionalInterface
public interface AttemptListener {
  /** A retry is about to be sent; it costs a token of its own. */
  void retrying(String service, String operation);
}
