package io.github.ecstasktracker.model;

/** Who waits for a call. */
public enum Urgency {
  /** A change that a message or an operator named: part of the budget is kept for these. */
  LIVE,
  /** The resync and the health pass: they take what live work leaves. */
  BACKGROUND
}
