package io.github.ecstasktracker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Fence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The two items, with the conditions that DynamoDB checks, and lines to it that lose and delay.
 *
 * <p>Checks at each change what must hold of the store, whatever its users do.
 */
final class MemoryLease {
  Optional<Heartbeat> heartbeat = Optional.empty();
  Optional<EpochMark> epoch = Optional.empty();
  boolean table = true;

  /** Every mark that ever stood, in order. */
  final List<EpochMark> history = new ArrayList<>();

  final List<AssertionError> violations = new ArrayList<>();

  private final Set<UUID> ended = new HashSet<>();
  private long beats;

  enum Call {
    READ,
    ACQUIRE,
    RENEW,
    RELEASE
  }

  enum Fault {
    NONE,
    /** Not done, and the answer says nothing. */
    NOT_DONE,
    /** Done, and the answer says nothing. */
    ANSWER_LOST,
    /** The answer says nothing, and it is done later. */
    LATE
  }

  /** How a replica reaches the store. */
  interface Line {
    Fault fault(Call call);

    /** Lets the time of one way pass. */
    void travel(Call call);

    /** Keeps a call that lands later. */
    void delay(Runnable landing);
  }

  LeaseStore through(Line line) {
    return new LineStore(line);
  }

  /** Notes a violation: thrown, it might end in the elector, which outlives errors. */
  void must(Runnable assertion) {
    try {
      assertion.run();
    } catch (AssertionError e) {
      violations.add(e);
    }
  }

  boolean accepts(Fence fence) {
    return table && epoch.filter(mark -> mark.token().equals(fence.token())).isPresent();
  }

  private LeaseAnswer acquire(Sighting seen, Bid bid) {
    boolean free =
        heartbeat.isEmpty()
            || heartbeat.map(Heartbeat::nonce).equals(seen.heartbeat().map(Heartbeat::nonce));
    if (!free || !epoch.equals(seen.epoch())) {
      return new LeaseAnswer.Refused();
    }
    must(() -> assertThat(history).noneMatch(mark -> mark.token().equals(bid.token())));
    must(() -> assertThat(history).allMatch(mark -> mark.epoch() < bid.epoch()));
    epoch.map(EpochMark::token).ifPresent(ended::add);
    beats = 0;
    Candidate candidate = bid.candidate();
    heartbeat =
        Optional.of(
            new Heartbeat(
                candidate.name(),
                candidate.process(),
                Optional.of(bid.token()),
                bid.epoch(),
                bid.nonce(),
                bid.duration(),
                candidate.scope()));
    epoch = Optional.of(new EpochMark(bid.token(), bid.epoch()));
    history.add(epoch.get());
    return new LeaseAnswer.Done();
  }

  private LeaseAnswer renew(Claim claim, Beat beat) {
    if (!isOf(claim) || beat.number() < beats) {
      return new LeaseAnswer.Refused();
    }
    beats = beat.number();
    must(() -> assertThat(ended).as("a renewed term").doesNotContain(claim.term()));
    Heartbeat now = heartbeat.orElseThrow();
    heartbeat =
        Optional.of(
            new Heartbeat(
                now.owner(),
                now.process(),
                now.term(),
                now.epoch(),
                beat.nonce(),
                now.duration(),
                now.scope()));
    return new LeaseAnswer.Done();
  }

  private LeaseAnswer release(Claim claim) {
    if (!isOf(claim) || epoch.filter(mark -> mark.token().equals(claim.term())).isEmpty()) {
      return new LeaseAnswer.Refused();
    }
    ended.add(claim.term());
    Heartbeat now = heartbeat.orElseThrow();
    heartbeat =
        Optional.of(
            new Heartbeat(
                now.owner(),
                now.process(),
                Optional.empty(),
                now.epoch(),
                now.nonce(),
                Duration.ZERO,
                now.scope()));
    epoch = epoch.map(mark -> new EpochMark(EpochMark.NOBODYS, mark.epoch()));
    return new LeaseAnswer.Done();
  }

  private boolean isOf(Claim claim) {
    return heartbeat
        .filter(
            now ->
                now.process().equals(claim.process())
                    && now.term().equals(Optional.of(claim.term())))
        .isPresent();
  }

  private final class LineStore implements LeaseStore {
    private final Line line;

    LineStore(Line line) {
      this.line = line;
    }

    @Override
    public Fence fence(UUID token) {
      return new Fence("lease", "traefik/epoch", token);
    }

    @Override
    public LeaseRead read() {
      return call(
          Call.READ,
          () -> new LeaseRead.Seen(new Sighting(heartbeat, epoch)),
          LeaseRead.Failed::new,
          new LeaseRead.NoTable("there is no table"));
    }

    @Override
    public LeaseAnswer acquire(Sighting seen, Bid bid) {
      return write(Call.ACQUIRE, () -> MemoryLease.this.acquire(seen, bid));
    }

    @Override
    public LeaseAnswer renew(Claim claim, Beat beat) {
      return write(Call.RENEW, () -> MemoryLease.this.renew(claim, beat));
    }

    @Override
    public LeaseAnswer release(Claim claim) {
      return write(Call.RELEASE, () -> MemoryLease.this.release(claim));
    }

    private LeaseAnswer write(Call call, Supplier<LeaseAnswer> action) {
      return call(
          call, action, LeaseAnswer.Failed::new, new LeaseAnswer.Failed("there is no table"));
    }

    private <T> T call(
        Call call, Supplier<? extends T> action, Function<String, ? extends T> failure, T noTable) {
      Fault fault = line.fault(call);
      line.travel(call);
      T answer = failure.apply("out of time");
      switch (fault) {
        case NONE -> answer = table ? action.get() : noTable;
        case NOT_DONE -> {}
        case ANSWER_LOST -> land(action);
        case LATE -> line.delay(() -> land(action));
      }
      line.travel(call);
      return answer;
    }

    private void land(Supplier<?> action) {
      if (table) {
        action.get();
      }
    }
  }
}
