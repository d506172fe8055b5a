package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.informer.Informer;
import io.github.ecstasktracker.model.BackendKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * Why backends are to be reconciled, and who waits for it: one register beside the work queue,
 * whose keys carry nothing. A request is added before its key is queued; a reconcile takes all that
 * was asked for when it begins.
 */
final class Requests {
  /**
   * What is wanted of one backend.
   *
   * @param cause for the change log: a trigger's source, operator, or drift
   * @param sinceNanos when the first message came that asked for it
   * @param passBegunNanos the begin of the pass that asks for it, if one does
   * @param notBeforeNanos additions rest on descriptions begun after this: set by an operator, and
   *     by each retry
   * @param operator whether services are listed and the item is read anew
   * @param force whether an operator lifts the guards
   * @param waiting completed when a reconcile that began after this has ended
   */
  record Request(
      String cause,
      OptionalLong sinceNanos,
      OptionalLong passBegunNanos,
      OptionalLong notBeforeNanos,
      boolean operator,
      boolean force,
      List<CompletableFuture<Void>> waiting) {
    Request {
      waiting = List.copyOf(waiting);
    }

    static Request drift() {
      return of(Informer.DRIFT, OptionalLong.empty());
    }

    static Request of(String cause, OptionalLong sinceNanos) {
      return new Request(
          cause, sinceNanos, OptionalLong.empty(), OptionalLong.empty(), false, false, List.of());
    }

    /** An operator asks for this backend alone. */
    static Request operator(String cause, long nowNanos, boolean force) {
      return new Request(
          cause,
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.of(nowNanos),
          true,
          force,
          List.of());
    }

    /** A pass asks for every backend. */
    static Request ofPass(String cause, long begunNanos, boolean force) {
      return new Request(
          cause,
          OptionalLong.empty(),
          OptionalLong.of(begunNanos),
          OptionalLong.empty(),
          false,
          force,
          List.of());
    }

    /** The same, and that one waits for it. */
    Request awaited(CompletableFuture<Void> done) {
      List<CompletableFuture<Void>> all = new ArrayList<>(waiting);
      all.add(done);
      return new Request(cause, sinceNanos, passBegunNanos, notBeforeNanos, operator, force, all);
    }

    /** Each retry is a new request: what it adds must be described anew. */
    Request retried(long nowNanos) {
      return new Request(
          cause,
          sinceNanos,
          OptionalLong.empty(),
          OptionalLong.of(nowNanos),
          operator,
          force,
          List.of());
    }

    /** Both in one: the first cause that is not drift, the newest times. */
    Request and(Request later) {
      List<CompletableFuture<Void>> all = new ArrayList<>(waiting);
      all.addAll(later.waiting);
      return new Request(
          cause.equals(Informer.DRIFT) ? later.cause : cause,
          sinceNanos.isPresent() ? sinceNanos : later.sinceNanos,
          newest(passBegunNanos, later.passBegunNanos),
          newest(notBeforeNanos, later.notBeforeNanos),
          operator || later.operator,
          force || later.force,
          all);
    }

    /** What is left of it after the term in which it was asked for. */
    Request ofAnotherTerm() {
      return new Request(
          cause, sinceNanos, passBegunNanos, notBeforeNanos, false, false, List.of());
    }

    private static OptionalLong newest(OptionalLong one, OptionalLong other) {
      return one.isEmpty() || (other.isPresent() && other.getAsLong() - one.getAsLong() > 0)
          ? other
          : one;
    }
  }

  /** What was taken, and in which term. */
  record Taken(Request request, int term) {}

  // All guarded by this.
  private final Map<BackendKey, Request> requests = new HashMap<>();
  private int terms;

  synchronized void add(BackendKey key, Request request) {
    requests.merge(key, request, Request::and);
  }

  /** Takes all that is wanted of a backend. */
  synchronized Taken take(BackendKey key) {
    return new Taken(Optional.ofNullable(requests.remove(key)).orElseGet(Request::drift), terms);
  }

  /**
   * What was taken is wanted still.
   *
   * @param term in which it was taken; where that is over, nobody waits for it
   */
  void putBack(BackendKey key, Request request, int term) {
    synchronized (this) {
      Request wanted = term == terms ? request : request.ofAnotherTerm();
      requests.merge(key, wanted, (later, before) -> before.and(later));
      if (term == terms) {
        return;
      }
    }
    cancel(request.waiting(), "the term is over");
  }

  /** Nobody will reconcile this backend. */
  void cancel(BackendKey key, String reason) {
    cancel(take(key).request().waiting(), reason);
  }

  /** A term is over: what operators asked for in it is not done in the next. */
  void clear(String reason) {
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    synchronized (this) {
      requests.values().forEach(request -> waiting.addAll(request.waiting()));
      requests.clear();
      terms++;
    }
    cancel(waiting, reason);
  }

  private static void cancel(List<CompletableFuture<Void>> waiting, String reason) {
    waiting.forEach(done -> done.completeExceptionally(new CancellationException(reason)));
  }
}
