package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.testing.Interleavings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The loop of an elector, the threads that write, and the one that stops it, at once. */
@Tag(Interleavings.TAG)
class ElectorInterleavingsTest {
  @Test
  void refusedWrite_endsItsTermForAll_andNoOtherTerm() {
    Interleavings.of(
        300,
        () -> {
          Stage stage = new Stage();
          stage.elector.turn();
          Fence fence = stage.fence().orElseThrow();

          Interleavings.together(
              stage, stage.elector::turn, () -> stage.refuse(fence), () -> stage.refuse(fence));
          stage.elector.turn();

          stage.expect(!stage.fence().orElseThrow().equals(fence), "leads anew, by another fence");
          stage.expect(
              stage.told.equals(List.of("acquired 1", "lost", "acquired 2")),
              "told once each, in turn");
          stage.check();
        });
  }

  @Test
  void release_leavesNoTermBehind_whateverTheLoopIsAbout() {
    Interleavings.of(
        300,
        () -> {
          Stage stage = new Stage();

          Interleavings.together(stage, stage.elector::turn, stage.elector::release);
          stage.expect(stage.fence().isEmpty(), "leads no more");
          stage.elector.turn();

          stage.expect(stage.fence().isEmpty(), "stands no more");
          stage.expect(stage.store.isFree(), "the next one may take the lease at once");
          stage.expect(
              stage.told.isEmpty() || stage.told.equals(List.of("acquired 1", "lost")),
              "told in turn");
          stage.check();
        });
  }

  @Test
  void news_areToldInTheirOrder_oneAtATime() {
    Interleavings.of(
        300,
        () -> {
          Stage stage = new Stage();
          TermNotifier notifier = new TermNotifier(stage);
          notifier.acquired(new Term(1, Optional.empty(), 0));
          notifier.deliver();
          notifier.lost("refused");
          notifier.acquired(new Term(2, Optional.empty(), 0));

          Interleavings.together(notifier, notifier::deliver, notifier::deliver);

          stage.expect(
              stage.told.equals(List.of("acquired 1", "lost", "acquired 2")),
              "told once each, in turn");
          stage.check();
        });
  }

  private static final class Stage implements TermListener {
    final Store store = new Store();
    final List<String> told = new ArrayList<>();
    final Elector elector;
    private final AtomicLong ids = new AtomicLong();
    private volatile String problems = "";
    private volatile boolean telling;

    Stage() {
      elector =
          new Elector(
              store,
              new Candidate("one", new UUID(1, 1), "blue"),
              LeaseTiming.DEFAULT,
              this,
              new Elector.Platform(
                  () -> 0, nanos -> {}, () -> 0, () -> new UUID(2, ids.incrementAndGet())));
    }

    Optional<Fence> fence() {
      return elector.standing() instanceof LeaderState.Leader(Term term)
          ? term.fence()
          : Optional.empty();
    }

    /** As one who has just been refused: from now on nobody may hear that this term goes on. */
    void refuse(Fence fence) {
      elector.refused(fence);
      expect(fence().filter(fence::equals).isEmpty(), "a refused fence is not handed out again");
    }

    void expect(boolean holds, String what) {
      if (!holds) {
        problems += "not so: " + what + "; ";
      }
    }

    /** Without AssertJ: Lincheck compares receivers by equals(), which assertions do not have. */
    void check() {
      if (!problems.isEmpty()) {
        throw new AssertionError(problems + "told " + told);
      }
    }

    @Override
    public void acquired(Term term) {
      tell("acquired " + term.epoch());
    }

    @Override
    public void lost(String reason) {
      tell("lost");
    }

    private void tell(String news) {
      expect(!telling, "one at a time");
      telling = true;
      told.add(news);
      telling = false;
    }
  }

  /** Both items, changed one call at a time. */
  private static final class Store implements LeaseStore {
    private Optional<Heartbeat> heartbeat = Optional.empty();
    private Optional<EpochMark> epoch = Optional.empty();

    synchronized boolean isFree() {
      return heartbeat.filter(now -> now.term().isPresent()).isEmpty();
    }

    @Override
    public Fence fence(UUID token) {
      return new Fence("lease", "traefik/epoch", token);
    }

    @Override
    public synchronized LeaseRead read() {
      return new LeaseRead.Seen(new LeaseSnapshot(heartbeat, epoch));
    }

    @Override
    public synchronized LeaseAnswer acquire(LeaseSnapshot seen, AcquireRequest request) {
      if (!seen.equals(new LeaseSnapshot(heartbeat, epoch))) {
        return new LeaseAnswer.Refused();
      }
      epoch = Optional.of(new EpochMark(request.token(), request.epoch()));
      heartbeat =
          Optional.of(
              new Heartbeat(
                  request.candidate().name(),
                  request.candidate().process(),
                  Optional.of(request.token()),
                  request.epoch(),
                  request.nonce(),
                  request.duration(),
                  request.candidate().scope()));
      return new LeaseAnswer.Done();
    }

    @Override
    public synchronized LeaseAnswer renew(LeaseHandle handle, Renewal renewal) {
      return touch(
          handle, Optional.of(handle.term()), renewal.nonce(), LeaseTiming.DEFAULT.duration());
    }

    @Override
    public synchronized LeaseAnswer release(LeaseHandle handle) {
      UUID nonce = heartbeat.map(Heartbeat::nonce).orElse(handle.term());
      return touch(handle, Optional.empty(), nonce, Duration.ZERO);
    }

    private LeaseAnswer touch(
        LeaseHandle handle, Optional<UUID> term, UUID nonce, Duration duration) {
      Optional<Heartbeat> mine =
          heartbeat.filter(
              now ->
                  now.process().equals(handle.process())
                      && now.term().equals(Optional.of(handle.term())));
      if (mine.isEmpty()) {
        return new LeaseAnswer.Refused();
      }
      heartbeat =
          mine.map(
              now ->
                  new Heartbeat(
                      now.leader(),
                      now.process(),
                      term,
                      now.epoch(),
                      nonce,
                      duration,
                      now.scope()));
      return new LeaseAnswer.Done();
    }
  }
}
