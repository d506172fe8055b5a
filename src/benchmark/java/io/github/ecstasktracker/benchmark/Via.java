package io.github.ecstasktracker.benchmark;

/** How triggers reach the controller. */
enum Via {
  /** An EventBridge rule with a queue as its target, long-polled. */
  SQS,
  /** An EventBridge API destination that posts to /event. */
  EVENT
}
