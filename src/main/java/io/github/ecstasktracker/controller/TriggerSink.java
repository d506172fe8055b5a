package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.Trigger;

/** Where triggers go in. */
public interface TriggerSink {
  /**
   * Makes due what the trigger names. Never blocks and never calls AWS.
   *
   * @param ack runs once, on any thread: for a task's event and for everything when a read begun
   *     after this call has ended, whatever it found; at once where the cache knows as much, and
   *     where a whole service or a pass in the background was asked for, which the next pass would
   *     make good. It never runs where the answer is not {@link Acceptance#ACCEPTED}, nor where
   *     leadership is lost before: the message is the next leader's then
   */
  Acceptance accept(Trigger trigger, Runnable ack);

  /** What became of a trigger. */
  enum Acceptance {
    /** What it names will be described or listed. */
    ACCEPTED,
    /** Names a cluster or a service that is not ours. */
    NOT_OURS,
    /** Stopping, not the leader, or full: the sender should try again later. */
    UNAVAILABLE
  }
}
