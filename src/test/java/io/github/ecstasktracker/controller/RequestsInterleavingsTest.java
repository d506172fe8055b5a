package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.controller.Requests.Taken;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.testing.Interleavings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever threads ask for while others take it, put it back or end the term: nothing is lost. */
@Tag(Interleavings.TAG)
class RequestsInterleavingsTest {
  @Test
  void twoThreads_linearizable() {
    Interleavings.linearizable(Register.class, Model.class, 2, 10, 100);
  }

  @Test
  void threeThreads_linearizable() {
    Interleavings.linearizable(Register.class, Model.class, 3, 6, 100);
  }

  /** One backend; each thread takes and puts back what it took itself. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Register {
    private static final BackendKey WEB = new BackendKey("web");
    private static final Taken NOTHING = new Taken(Request.drift(), 0);

    private final Requests requests = new Requests();
    private final List<CompletableFuture<Void>> waiting =
        Stream.generate(CompletableFuture<Void>::new).limit(6).toList();
    private final Taken[] taken = new Taken[6];

    @Operation
    public void event(@Param(name = "thread") int thread) {
      requests.add(WEB, Request.of("event", OptionalLong.of(thread)));
    }

    @Operation
    public void force(@Param(name = "thread") int thread) {
      requests.add(WEB, Request.ofPass("operator", 1, true).awaited(waiting.get(thread)));
    }

    @Operation
    public String take(@Param(name = "thread") int thread) {
      taken[thread] = requests.take(WEB);
      Request request = taken[thread].request();
      return request.cause() + request.sinceNanos() + request.force() + request.waiting().size();
    }

    @Operation
    public void putBack(@Param(name = "thread") int thread) {
      Taken last = taken[thread] == null ? NOTHING : taken[thread];
      taken[thread] = null;
      requests.putBack(WEB, last.request(), last.term());
    }

    @Operation
    public void termEnds() {
      requests.clear("the lease was lost");
    }

    @Operation
    public boolean told(@Param(name = "thread") int thread) {
      return waiting.get(thread).isDone();
    }
  }

  /** The same in the simplest way: a list of all that is wanted, from which a take makes one. */
  public static class Model {
    private record Wish(String cause, OptionalLong since, boolean force, List<Integer> waiting) {
      Wish and(Wish later) {
        List<Integer> all = new ArrayList<>(waiting);
        all.addAll(later.waiting);
        return new Wish(
            cause.equals("drift") ? later.cause : cause,
            since.isPresent() ? since : later.since,
            force || later.force,
            all);
      }
    }

    private static final Wish DRIFT = new Wish("drift", OptionalLong.empty(), false, List.of());

    private final List<Wish> wishes = new ArrayList<>();
    private final boolean[] told = new boolean[6];
    private final int[] takenIn = new int[6];
    private int terms;
    private final Wish[] taken = IntStream.range(0, 6).mapToObj(_ -> DRIFT).toArray(Wish[]::new);

    public void event(int thread) {
      wishes.add(new Wish("event", OptionalLong.of(thread), false, List.of()));
    }

    public void force(int thread) {
      wishes.add(new Wish("operator", OptionalLong.empty(), true, List.of(thread)));
    }

    public String take(int thread) {
      Wish all = wishes.stream().reduce(Wish::and).orElse(DRIFT);
      wishes.clear();
      taken[thread] = all;
      takenIn[thread] = terms;
      return all.cause + all.since + all.force + all.waiting.size();
    }

    public void putBack(int thread) {
      Wish wish = taken[thread];
      if (takenIn[thread] != terms) {
        wish.waiting.forEach(this::tell);
        wish = new Wish(wish.cause, wish.since, false, List.of());
      }
      wishes.addFirst(wish);
      taken[thread] = DRIFT;
    }

    public void termEnds() {
      wishes.forEach(wish -> wish.waiting.forEach(this::tell));
      wishes.clear();
      terms++;
    }

    public boolean told(int thread) {
      return told[thread];
    }

    private void tell(int thread) {
      told[thread] = true;
    }
  }
}
