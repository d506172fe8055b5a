package io.github.ecstasktracker.ecs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Runs independent reads side by side.
 *
 * <ul>
 *   <li>Answers come in the order of the questions, whoever ends first.
 *   <li>At most {@link #LANES} run at once, so that no read spends its patience waiting behind
 *       hundreds of others for a token.
 *   <li>With {@code Runnable::run} as the executor everything happens in the calling thread, in
 *       order.
 * </ul>
 */
final class Fanout {
  private static final int LANES = 16;

  private final Executor executor;

  Fanout(Executor executor) {
    this.executor = executor;
  }

  <T, R> List<R> map(Collection<T> questions, Function<? super T, ? extends R> read) {
    List<T> inOrder = List.copyOf(questions);
    int lanes = Math.min(LANES, inOrder.size());
    if (lanes <= 1) {
      return List.copyOf(inOrder.stream().<R>map(read).toList());
    }
    List<CompletableFuture<List<R>>> running = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      int first = lane;
      running.add(
          CompletableFuture.supplyAsync(() -> everyNth(inOrder, first, lanes, read), executor));
    }
    List<List<R>> done = new ArrayList<>();
    for (CompletableFuture<List<R>> lane : running) {
      done.add(join(lane));
    }
    List<R> answers = new ArrayList<>();
    for (int i = 0; i < inOrder.size(); i++) {
      answers.add(done.get(i % lanes).get(i / lanes));
    }
    return answers;
  }

  /** Cut into pieces of at most {@code size}, in order. */
  static <T> List<List<T>> batches(Collection<T> all, int size) {
    List<T> inOrder = List.copyOf(all);
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < inOrder.size(); from += size) {
      batches.add(inOrder.subList(from, Math.min(from + size, inOrder.size())));
    }
    return batches;
  }

  private static <T, R> List<R> everyNth(
      List<T> all, int first, int step, Function<? super T, ? extends R> read) {
    List<R> answers = new ArrayList<>();
    for (int i = first; i < all.size(); i += step) {
      answers.add(read.apply(all.get(i)));
    }
    return answers;
  }

  private static <R> R join(CompletableFuture<R> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException unexpected) {
        throw unexpected;
      }
      throw e;
    }
  }
}
