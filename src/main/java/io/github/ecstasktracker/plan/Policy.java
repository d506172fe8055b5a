package io.github.ecstasktracker.plan;

/** How far the controller may go, in external-dns's words. */
public enum Policy {
  /** Add, change and remove. */
  SYNC,
  /** Add and change; never remove a server. */
  UPSERT_ONLY,
  /** Create missing items; leave existing ones as they are. */
  CREATE_ONLY
}
