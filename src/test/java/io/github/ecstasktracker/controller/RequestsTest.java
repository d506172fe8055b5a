package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.controller.Requests.Taken;
import io.github.ecstasktracker.informer.Informer;
import io.github.ecstasktracker.model.BackendKey;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RequestsTest {
  private static final BackendKey WEB = new BackendKey("web");
  private static final BackendKey API = new BackendKey("api");

  private final Requests requests = new Requests();

  private static Request event(String cause, long sinceNanos) {
    return Request.of(cause, OptionalLong.of(sinceNanos));
  }

  private static Request operator(long nowNanos) {
    return Request.operator("operator", nowNanos, false);
  }

  private Request both(Request first, Request second) {
    requests.add(WEB, first);
    requests.add(WEB, second);
    return requests.take(WEB).request();
  }

  @Test
  void nobodyAsked_isDrift() {
    Request request = requests.take(WEB).request();
    assertThat(request).isEqualTo(Request.drift());
    assertThat(request.cause()).isEqualTo(Informer.DRIFT);
    assertThat(request.sinceNanos()).isEmpty();
    assertThat(request.operator() || request.force()).isFalse();
  }

  @Test
  void taken_isTakenOnceAndOfOneBackend() {
    requests.add(WEB, event("sqs", 1));
    requests.add(API, event("sns", 2));
    assertThat(requests.take(WEB).request()).isEqualTo(event("sqs", 1));
    assertThat(requests.take(WEB).request()).isEqualTo(Request.drift());
    assertThat(requests.take(API).request()).isEqualTo(event("sns", 2));
  }

  @Test
  void firstThatIsNotDrift_givesCauseAndTime() {
    assertThat(both(event("sqs", 1), event("sns", 2))).isEqualTo(event("sqs", 1));
    assertThat(both(Request.drift(), event("sns", 2))).isEqualTo(event("sns", 2));
    assertThat(both(event("sqs", 1), Request.drift())).isEqualTo(event("sqs", 1));
    assertThat(both(operator(3), event("sqs", 4)).cause()).isEqualTo("operator");
    assertThat(both(operator(3), event("sqs", 4)).sinceNanos()).hasValue(4);
    Request everything = Request.ofPass("sns", 5, false);
    assertThat(both(everything, Request.drift()).cause()).isEqualTo("sns");
    assertThat(both(everything, event("sqs", 6)).cause()).isEqualTo("sns");
  }

  @Test
  void newestTimes_holdForBoth_alsoWhereReadingsWrap() {
    long early = Long.MAX_VALUE;
    long late = Long.MIN_VALUE;
    for (List<Long> order : List.of(List.of(early, late), List.of(late, early))) {
      Request listed =
          both(
              Request.ofPass(Informer.DRIFT, order.getFirst(), false),
              Request.ofPass(Informer.DRIFT, order.getLast(), false));
      assertThat(listed.passBegunNanos()).hasValue(late);
      Request read = both(operator(order.getFirst()), operator(order.getLast()));
      assertThat(read.notBeforeNanos()).hasValue(late);
    }
    assertThat(both(Request.ofPass(Informer.DRIFT, 5, false), event("sqs", 1)).passBegunNanos())
        .hasValue(5);
    assertThat(both(event("sqs", 1), Request.ofPass(Informer.DRIFT, 5, false)).passBegunNanos())
        .hasValue(5);
    assertThat(both(event("sqs", 1), operator(5)).notBeforeNanos()).hasValue(5);
  }

  @Test
  void whatAnOperatorWants_isWantedOfBoth() {
    Request force = Request.ofPass("operator", 1, true);
    for (Request merged : List.of(both(force, operator(2)), both(operator(2), force))) {
      assertThat(merged.force()).isTrue();
      assertThat(merged.operator()).isTrue();
      assertThat(merged.notBeforeNanos()).hasValue(2);
    }
  }

  @Test
  void everybodyWhoWaits_isKept() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Void> second = new CompletableFuture<>();
    CompletableFuture<Void> third = new CompletableFuture<>();
    Request merged =
        both(event("sqs", 1).awaited(first).awaited(second), operator(2).awaited(third));
    assertThat(merged.waiting()).containsExactly(first, second, third);
  }

  @Test
  void retry_isANewRequest_withTheOldCauseAndTheOldWishes() {
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    Request first =
        event("sqs", 1)
            .and(Request.ofPass(Informer.DRIFT, 2, false))
            .and(Request.operator("operator", 3, true))
            .awaited(waiting);
    Request retry = first.retried(9);
    assertThat(retry.notBeforeNanos()).as("described anew").hasValue(9);
    assertThat(retry.passBegunNanos()).as("of no pass").isEmpty();
    assertThat(retry.cause()).isEqualTo("sqs");
    assertThat(retry.sinceNanos()).hasValue(1);
    assertThat(retry.force() && retry.operator()).isTrue();
    assertThat(retry.waiting()).as("told already").isEmpty();
  }

  @Test
  void passThatAnOperatorAskedFor_readsNothingForEachBackend() {
    Request request = Request.ofPass("operator", 1, true);
    assertThat(request.operator()).isFalse();
    assertThat(request.notBeforeNanos()).isEmpty();
    assertThat(request.force()).isTrue();
  }

  @Test
  void putBack_comesBeforeWhatWasAskedForMeanwhile() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Void> second = new CompletableFuture<>();
    requests.add(WEB, event("sqs", 1).awaited(first));
    Taken taken = requests.take(WEB);
    requests.add(
        WEB, event("sns", 2).and(Request.ofPass(Informer.DRIFT, 3, false)).awaited(second));
    requests.putBack(WEB, taken.request(), taken.term());
    Request request = requests.take(WEB).request();
    assertThat(request.cause()).isEqualTo("sqs");
    assertThat(request.sinceNanos()).hasValue(1);
    assertThat(request.passBegunNanos()).hasValue(3);
    assertThat(request.waiting()).containsExactly(first, second);
  }

  @Test
  void clear_dropsAllAndKeepsNobodyWaiting() {
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    requests.add(WEB, operator(1).awaited(waiting));
    requests.add(API, event("sqs", 1));
    requests.clear("the lease was lost");
    assertThat(waiting.handle((_, failure) -> failure).join())
        .isInstanceOf(CancellationException.class)
        .hasMessage("the lease was lost");
    assertThat(requests.take(WEB).request()).isEqualTo(Request.drift());
    assertThat(requests.take(API).request()).isEqualTo(Request.drift());
  }

  @Test
  void whoIsToldOfAClear_mayAskAgain() {
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    requests.add(WEB, operator(1).awaited(waiting));
    var _ = waiting.exceptionally(_ -> addAgain());
    requests.clear("the lease was lost");
    assertThat(requests.take(WEB).request()).isEqualTo(operator(2));
  }

  private Void addAgain() {
    requests.add(WEB, operator(2));
    return null;
  }

  @Test
  void putBackAfterAClear_isWantedStill_butNoOperatorsWishOutlivesItsTerm() {
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    requests.add(WEB, event("sqs", 1).and(Request.operator("operator", 3, true)).awaited(waiting));
    Taken taken = requests.take(WEB);
    requests.clear("the lease was lost");
    requests.putBack(WEB, taken.request(), taken.term());
    assertThat(waiting).isCompletedExceptionally();
    Request request = requests.take(WEB).request();
    assertThat(request.cause()).isEqualTo("sqs");
    assertThat(request.sinceNanos()).hasValue(1);
    assertThat(request.notBeforeNanos()).hasValue(3);
    assertThat(request.force() || request.operator()).isFalse();
    assertThat(request.waiting()).isEmpty();
  }
}
