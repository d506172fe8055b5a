package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.testing.Interleavings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads write together, each gets the outcome that it would have got alone, and none
 * waits for ever; a second transaction in flight is an outcome that nobody gets alone.
 */
@Tag(Interleavings.TAG)
class GroupCommitInterleavingsTest {
  @Test
  void twoThreads_eachGetsItsOwnOutcome() {
    Interleavings.linearizable(Commits.class, Alone.class, 2, 5, 60);
  }

  @Test
  void threeThreads_eachGetsItsOwnOutcome() {
    Interleavings.linearizable(Commits.class, Alone.class, 3, 4, 60);
  }

  /** What the store makes of a patch. */
  public enum Kind {
    GOOD,
    /** It fails alone, and keeps its company from landing. */
    STALE,
    /** The whole request is refused, and does not say because of whom. */
    INVALID,
    /** The writer throws. */
    BUG
  }

  /** What the caller is told. */
  public enum Told {
    APPLIED,
    CONFLICT,
    REJECTED,
    BROKEN,
    NOT_LEADER
  }

  /**
   * Several threads at one committer, where whoever comes first writes for all that come meanwhile;
   * each has backends of its own, as the queue sees to.
   */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Commits {
    private static final ControllerMetrics METRICS =
        new ControllerMetrics(new SimpleMeterRegistry());
    private static final Fence FENCE = new Fence("lease", "epoch", new UUID(1, 1));
    private static final Term TERM = new Term(1, Optional.of(FENCE), 0);
    private static final Map<String, ServerPatch> PATCHES =
        Stream.of(Kind.values())
            .flatMap(kind -> IntStream.range(0, 6).mapToObj(thread -> name(kind, thread)))
            .collect(Collectors.toMap(Function.identity(), Commits::patch));

    private final Store store = new Store();
    private final Lease lease = new Lease();
    private final List<Answer> answers = Stream.generate(Answer::new).limit(6).toList();
    private final GroupCommit commits =
        new GroupCommit(store, lease, _ -> true, METRICS, Runnable::run);

    @Operation
    public Told good(@Param(name = "thread") int thread) {
      return write(Kind.GOOD, thread);
    }

    @Operation
    public Told stale(@Param(name = "thread") int thread) {
      return write(Kind.STALE, thread);
    }

    @Operation
    public Told invalid(@Param(name = "thread") int thread) {
      return write(Kind.INVALID, thread);
    }

    @Operation
    public Told bug(@Param(name = "thread") int thread) {
      return write(Kind.BUG, thread);
    }

    /** Another process has taken the lease; ours is told at its next write. */
    @Operation
    public void termEnds() {
      store.fenceStands = false;
    }

    private Told write(Kind kind, int thread) {
      ServerPatch patch = PATCHES.get(name(kind, thread));
      Answer answer = answers.get(thread);
      answer.clear();
      var _ = commits.write(patch, 0, true).thenAccept(answer::put);
      return switch (answer.await()) {
        case WriteResult.Tried(WriteOutcome.Applied _) -> Told.APPLIED;
        case WriteResult.Tried(WriteOutcome.Conflict _) -> Told.CONFLICT;
        case WriteResult.Tried(WriteOutcome.Rejected _) -> Told.REJECTED;
        case WriteResult.Tried(WriteOutcome.Fenced _) -> Told.NOT_LEADER;
        case WriteResult.Standby _ -> Told.NOT_LEADER;
        case WriteResult.Broken _ -> Told.BROKEN;
        case WriteResult other -> throw new AssertionError(other);
      };
    }

    private static String name(Kind kind, int thread) {
      return kind + "-" + thread;
    }

    private static ServerPatch patch(String name) {
      StoredServer server = StoredServer.of(new Address("10.0.0.1", 80), "http", 0);
      return new ServerPatch(
          new StoredBackend.Missing(new BackendKey(name)),
          List.of(new ServerChange.Add(server, new ChangeCause.InRotation("3f00"))));
    }
  }

  /** Waits as Lincheck can see: what a future does in the JDK's own pools is hidden from it. */
  private static final class Answer {
    private @Nullable WriteResult result;

    synchronized void clear() {
      result = null;
    }

    synchronized void put(WriteResult told) {
      result = told;
      notifyAll();
    }

    synchronized WriteResult await() {
      try {
        while (result == null) {
          wait();
        }
        return result;
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts here", e);
      }
    }
  }

  private static final class Lease implements Leadership {
    private volatile LeaderState standing = new LeaderState.Leader(Commits.TERM);

    @Override
    public LeaderState standing() {
      return standing;
    }

    @Override
    public void refused(Fence fence) {
      standing = new LeaderState.Standby(Optional.empty());
    }
  }

  private record Revised() implements StoredBackend.Revision {}

  private static final class Store implements BackendWriter {
    private volatile boolean fenceStands = true;
    private volatile boolean inFlight;

    @Override
    public List<WriteOutcome> write(List<ServerPatch> group, Optional<Fence> fence) {
      if (inFlight) {
        throw new AssertionError("a second transaction in flight");
      }
      inFlight = true;
      try {
        return answer(group);
      } finally {
        inFlight = false;
      }
    }

    private List<WriteOutcome> answer(List<ServerPatch> group) {
      if (!fenceStands) {
        return Collections.nCopies(group.size(), new WriteOutcome.Fenced("epoch 2"));
      }
      if (any(group, Kind.BUG)) {
        throw new IllegalStateException("bug");
      }
      if (any(group, Kind.INVALID)) {
        return Collections.nCopies(group.size(), new WriteOutcome.Rejected("too large"));
      }
      boolean lands = !any(group, Kind.STALE);
      return group.stream().map(patch -> lands ? applied(patch) : refused(patch)).toList();
    }

    private static WriteOutcome applied(ServerPatch patch) {
      return new WriteOutcome.Applied(
          new StoredBackend.Present(patch.key(), patch.result(), new Revised()));
    }

    private static WriteOutcome refused(ServerPatch patch) {
      return is(patch, Kind.STALE)
          ? new WriteOutcome.Conflict("changed meanwhile")
          : new WriteOutcome.NotTried("another's fault");
    }

    private static boolean any(List<ServerPatch> group, Kind kind) {
      return group.stream().anyMatch(patch -> is(patch, kind));
    }

    private static boolean is(ServerPatch patch, Kind kind) {
      return patch.key().name().startsWith(kind.name());
    }
  }

  /** One that has the store for itself. */
  public static class Alone {
    private boolean leads = true;

    public Told good(int thread) {
      return leads ? Told.APPLIED : Told.NOT_LEADER;
    }

    public Told stale(int thread) {
      return leads ? Told.CONFLICT : Told.NOT_LEADER;
    }

    public Told invalid(int thread) {
      return leads ? Told.REJECTED : Told.NOT_LEADER;
    }

    public Told bug(int thread) {
      return leads ? Told.BROKEN : Told.NOT_LEADER;
    }

    public void termEnds() {
      leads = false;
    }
  }
}
