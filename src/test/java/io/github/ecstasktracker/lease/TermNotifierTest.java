package io.github.ecstasktracker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TermNotifierTest {
  private final List<String> told = new ArrayList<>();
  private Runnable during = () -> {};
  private final TermNotifier notifier =
      new TermNotifier(
          new TermListener() {
            @Override
            public void acquired(Term term) {
              told.add("acquired " + term.epoch());
              runOnce();
            }

            @Override
            public void lost(String reason) {
              told.add("lost " + reason);
              runOnce();
            }
          });

  @Test
  void newsThatComesWhileTelling_isToldAfterwardsByTheSame() {
    during =
        () -> {
          notifier.lost("it");
          notifier.deliver();
          told.add("end of the first call");
        };
    notifier.acquired(term(1));
    notifier.deliver();

    assertThat(told).containsExactly("acquired 1", "end of the first call", "lost it");
  }

  @Test
  void termsThatComeAndGoWhileTelling_areNotToldOf() {
    during =
        () -> {
          for (int epoch = 2; epoch < 100; epoch++) {
            notifier.lost("term " + (epoch - 1));
            notifier.acquired(term(epoch));
            notifier.deliver();
          }
        };
    notifier.acquired(term(1));
    notifier.deliver();

    assertThat(told).containsExactly("acquired 1", "lost term 1", "acquired 99");
  }

  @Test
  void listenerFails_restIsTold() {
    during =
        () -> {
          throw new IllegalStateException("a defect of the listener");
        };
    notifier.acquired(term(1));
    notifier.deliver();
    notifier.lost("it");
    notifier.deliver();

    assertThat(told).containsExactly("acquired 1", "lost it");
  }

  private void runOnce() {
    Runnable now = during;
    during = () -> {};
    now.run();
  }

  private static Term term(long epoch) {
    return new Term(epoch, Optional.empty(), 0);
  }
}
