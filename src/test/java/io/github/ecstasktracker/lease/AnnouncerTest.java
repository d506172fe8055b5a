package io.github.ecstasktracker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
  private final List<String> told = new ArrayList<>();
  private Runnable during = () -> {};
  private final Announcer announcer =
      new Announcer(
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
          announcer.lost("it");
          announcer.tell();
          told.add("end of the first call");
        };
    announcer.acquired(term(1));
    announcer.tell();

    assertThat(told).containsExactly("acquired 1", "end of the first call", "lost it");
  }

  @Test
  void termsThatComeAndGoWhileTelling_areNotToldOf() {
    during =
        () -> {
          for (int epoch = 2; epoch < 100; epoch++) {
            announcer.lost("term " + (epoch - 1));
            announcer.acquired(term(epoch));
            announcer.tell();
          }
        };
    announcer.acquired(term(1));
    announcer.tell();

    assertThat(told).containsExactly("acquired 1", "lost term 1", "acquired 99");
  }

  @Test
  void listenerFails_restIsTold() {
    during =
        () -> {
          throw new IllegalStateException("a defect of the listener");
        };
    announcer.acquired(term(1));
    announcer.tell();
    announcer.lost("it");
    announcer.tell();

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
