package io.github.ecstasktracker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.command.FreshLog;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.lease.TermListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshLog.class)
class TermListenersTest {
  private static final Term TERM = new Term(1, Optional.empty(), 0);

  private final List<String> heard = new ArrayList<>();
  private final TermListeners listeners = new TermListeners();

  @Test
  void parts_hearInOrderAtTheBeginning_andBackwardsAtTheEnd() {
    listeners.set(List.of(part("a"), part("b")));

    listeners.acquired(TERM);
    listeners.lost("x");

    assertThat(heard).containsExactly("a leads", "b leads", "b lost: x", "a lost: x");
  }

  @Test
  void partThatFails_keepsNobodyFromHearing() {
    TermListener failing =
        Application.listener(
            () -> {
              throw new IllegalStateException("no");
            },
            reason -> {
              throw new IllegalStateException("no");
            });
    listeners.set(List.of(part("a"), failing, part("b")));

    listeners.acquired(TERM);
    listeners.lost("x");

    assertThat(heard).containsExactly("a leads", "b leads", "b lost: x", "a lost: x");
  }

  private TermListener part(String name) {
    return Application.listener(
        () -> heard.add(name + " leads"), reason -> heard.add(name + " lost: " + reason));
  }
}
