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

  private LeaseAnswer acquire(LeaseSnapshot seen, AcquireRequest request) {
    boolean free =
        heartbeat.isEmpty()
            || heartbeat.map(Heartbeat::nonce).equals(seen.heartbeat().map(Heartbeat::nonce));
    if (!free || !epoch.equals(seen.epoch())) {
      return new LeaseAnswer.Refused();
    }
    must(() -> assertThat(history).noneMatch(mark -> mark.token().equals(request.token())));
    must(() -> assertThat(history).allMatch(mark -> mark.epoch() < request.epoch()));
    epoch.map(EpochMark::token).ifPresent(ended::add);
    beats = 0;
    Candidate candidate = request.candidate();
    heartbeat =
        Optional.of(
            new Heartbeat(
                candidate.name(),
                candidate.process(),
                Optional.of(request.token()),
                request.epoch(),
                request.nonce(),
                request.duration(),
                candidate.scope()));
    epoch = Optional.of(new EpochMark(request.token(), request.epoch()));
    history.add(epoch.get());
    return new LeaseAnswer.Done();
  }

  private LeaseAnswer renew(LeaseHandle handle, Renewal renewal) {
    if (!isOf(handle) || renewal.number() < beats) {
      return new LeaseAnswer.Refused();
    }
    beats = renewal.number();
    must(() -> assertThat(ended).as("a renewed term").doesNotContain(handle.term()));
    Heartbeat now = heartbeat.orElseThrow();
    heartbeat =
        Optional.of(
            new Heartbeat(
                now.leader(),
                now.process(),
                now.term(),
                now.epoch(),
                renewal.nonce(),
                now.duration(),
                now.scope()));
    return new LeaseAnswer.Done();
  }

  private LeaseAnswer release(LeaseHandle handle) {
    if (!isOf(handle) || epoch.filter(mark -> mark.token().equals(handle.term())).isEmpty()) {
      return new LeaseAnswer.Refused();
    }
    ended.add(handle.term());
    Heartbeat now = heartbeat.orElseThrow();
    heartbeat =
        Optional.of(
            new Heartbeat(
                now.leader(),
                now.process(),
                Optional.empty(),
                now.epoch(),
                now.nonce(),
                Duration.ZERO,
                now.scope()));
    epoch = epoch.map(mark -> new EpochMark(EpochMark.NOBODYS, mark.epoch()));
    return new LeaseAnswer.Done();
  }

  private boolean isOf(LeaseHandle handle) {
    return heartbeat
        .filter(
            now ->
                now.process().equals(handle.process())
                    && now.term().equals(Optional.of(handle.term())))
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
          () -> new LeaseRead.Seen(new LeaseSnapshot(heartbeat, epoch)),
          LeaseRead.Failed::new,
          new LeaseRead.NoTable("there is no table"));
    }

    @Override
    public LeaseAnswer acquire(LeaseSnapshot seen, AcquireRequest request) {
      return write(Call.ACQUIRE, () -> MemoryLease.this.acquire(seen, request));
    }

    @Override
    public LeaseAnswer renew(LeaseHandle handle, Renewal renewal) {
      return write(Call.RENEW, () -> MemoryLease.this.renew(handle, renewal));
    }

    @Override
    public LeaseAnswer release(LeaseHandle handle) {
      return write(Call.RELEASE, () -> MemoryLease.this.release(handle));
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
