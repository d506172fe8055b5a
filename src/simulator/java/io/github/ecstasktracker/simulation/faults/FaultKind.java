package io.github.ecstasktracker.simulation.faults;

/** What may go wrong with one call. */
public enum FaultKind {
  /** Refused, as if the account's bucket were empty. */
  THROTTLE,
  /** Refused: no policy of the caller allows it. */
  ACCESS_DENIED,
  /** The service's own error, HTTP 500. */
  SERVER_ERROR,
  /** The connection is lost before the call had an effect. */
  TIMEOUT,
  /** The connection is lost after the call had its effect. */
  TIMEOUT_APPLIED,
  /** DynamoDB only: another transaction is in the way. */
  CONFLICT,
  /** A describe call reports one living thing as {@code MISSING}. */
  MISSING,
  /** A list call answers nothing but a token; the page comes with the next call. */
  EMPTY_PAGE,
  /** A list call answers half of what it could. */
  SHORT_PAGE,
  /** A read is served from the past. */
  STALE,
  /** One running task is described without its interface and port bindings. */
  NO_ADDRESS
}
