package io.github.ecstasktracker.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One call for each key, whatever becomes of it. */
class SingleFlightTest {
  private final SingleFlight<Integer> flight = new SingleFlight<>();
  private final List<List<String>> calls = new ArrayList<>();

  private String leftOut = "";

  private Map<String, Integer> get(String... keys) {
    return flight.get(
        List.of(keys),
        mine -> {
          calls.add(mine);
          return mine.stream()
              .filter(key -> !key.equals(leftOut))
              .collect(Collectors.toMap(Function.identity(), _ -> mine.size()));
        });
  }

  @Test
  void keyThatTheCallLeavesOut_isAskedForAgain() {
    leftOut = "b";
    assertThat(get("a", "b")).isEqualTo(Map.of("a", 2));
    leftOut = "";
    assertThat(get("b")).isEqualTo(Map.of("b", 1));
    assertThat(calls).containsExactly(List.of("a", "b"), List.of("b"));
    assertThat(flight.isAsked("a")).isFalse();
  }

  @Test
  void call_cannotTakeKeysOut() {
    assertThatThrownBy(
            () ->
                flight.get(
                    List.of("a"),
                    mine -> {
                      mine.clear();
                      return Map.of();
                    }))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(get("a")).as("and whatever it throws, the next asks").containsKey("a");
  }

  @Test
  void whoWantsAKeyMeanwhile_waitsForTheCallThatIsInFlight() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Void> answer = new CompletableFuture<>();
    CompletableFuture<Map<String, Integer>> first =
        CompletableFuture.supplyAsync(
            () ->
                flight.get(
                    List.of("a"),
                    _ -> {
                      asked.countDown();
                      answer.join();
                      return Map.of("a", 7);
                    }));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(flight.isAsked("a")).isTrue();
    CompletableFuture<Map<String, Integer>> second =
        CompletableFuture.supplyAsync(() -> get("a", "b"));
    assertThat(second).isNotDone();
    answer.complete(null);
    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(Map.of("a", 7));
    assertThat(second.get(10, TimeUnit.SECONDS)).containsKeys("a", "b");
  }
}
