package io.github.ecstasktracker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop on a thread of its own, and others who end it. */
class ElectorThreadsTest {
  private static final Pause FOR_EVER = _ -> new CountDownLatch(1).await();

  private final MemoryLease lease = new MemoryLease();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  @AfterEach
  void endThreads() {
    threads.forEach(Thread::interrupt);
  }

  @Test
  void release_wakesTheLoopFromItsRest() throws InterruptedException {
    Elector elector = elector(FOR_EVER);
    Thread loop = start(elector);
    await().until(() -> elector.standing() instanceof LeaderState.Leader);
    elector.stop();
    assertThat(elector.standing()).isInstanceOf(LeaderState.Leader.class);
    elector.release();

    assertThat(loop.join(Duration.ofSeconds(30))).isTrue();
    assertThat(told).containsExactly("acquired", "lost");
    assertThat(lease.heartbeat.orElseThrow().term()).isEmpty();
  }

  @Test
  void stop_wakesAStandbyFromItsRest() throws InterruptedException {
    lease.table = false;
    Elector elector = elector(FOR_EVER);
    Thread loop = start(elector);
    await().until(() -> elector.status().problem().isPresent());
    elector.stop();

    assertThat(loop.join(Duration.ofSeconds(30))).isTrue();
    assertThat(told).isEmpty();
  }

  @Test
  void stop_beforeTheStart_endsTheLoopWithoutATurn() {
    Elector elector = elector(FOR_EVER);
    elector.stop();
    elector.run();

    assertThat(lease.history).isEmpty();
  }

  @Test
  void interrupt_endsTheLoop_andIsKept() throws InterruptedException {
    Elector elector = elector(FOR_EVER);
    AtomicInteger kept = new AtomicInteger();
    Thread loop =
        Thread.ofVirtual()
            .start(
                () -> {
                  elector.run();
                  kept.set(Thread.interrupted() ? 1 : -1);
                });
    threads.add(loop);
    await().until(() -> elector.standing() instanceof LeaderState.Leader);
    loop.interrupt();

    assertThat(loop.join(Duration.ofSeconds(30))).isTrue();
    assertThat(kept).hasValue(1);
    elector.release();
    assertThat(lease.heartbeat.orElseThrow().term()).isEmpty();
  }

  @Test
  void loop_renewsAtEveryTurn() {
    AtomicInteger rests = new AtomicInteger();
    Elector elector =
        elector(
            _ -> {
              if (rests.incrementAndGet() == 100) {
                FOR_EVER.pause(1);
              }
            });
    start(elector);
    await().until(() -> rests.get() == 100);

    assertThat(told).containsExactly("acquired");
    assertThat(lease.history).hasSize(1);
    elector.release();
  }

  private Thread start(Elector elector) {
    Thread thread = Thread.ofVirtual().start(elector::run);
    threads.add(thread);
    return thread;
  }

  private Elector elector(Pause pause) {
    MemoryLease.Line line =
        new MemoryLease.Line() {
          @Override
          public MemoryLease.Fault fault(MemoryLease.Call call) {
            return MemoryLease.Fault.NONE;
          }

          @Override
          public void travel(MemoryLease.Call call) {}

          @Override
          public void delay(Runnable landing) {}
        };
    TermListener listener =
        new TermListener() {
          @Override
          public void acquired(Term term) {
            told.add("acquired");
          }

          @Override
          public void lost(String reason) {
            told.add("lost");
          }
        };
    return new Elector(
        lease.through(line),
        Candidate.of("one", new UUID(1, 1), List.of("b", "a")),
        new LeaseTiming(Duration.ofHours(1), Duration.ofMinutes(50), Duration.ofSeconds(2)),
        listener,
        new Elector.Platform(
            MonotonicClock.SYSTEM, pause, new SplittableRandom(1), UUID::randomUUID));
  }
}
