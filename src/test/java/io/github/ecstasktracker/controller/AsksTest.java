package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.Asks.Ask;
import io.github.ecstasktracker.controller.Asks.Asker;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.testing.SteppedTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AsksTest {
  private static final BackendKey WEB = new BackendKey("web");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SteppedTime time = new SteppedTime();
  private final Asks asks = new Asks(time);

  @Test
  void first_isRemembered_withEverybodysForce() {
    long since = time.nanos();
    asks.ask(WEB, "sqs", false);
    time.advance(SECOND);
    asks.ask(WEB, "operator", true);
    Ask taken = asks.take(WEB);
    assertThat(taken.asker()).contains(new Asker("sqs", since));
    assertThat(asks.forces(taken)).isTrue();
    assertThat(asks.take(WEB).asker()).isEmpty();
  }

  @Test
  void givenBack_isFirstAgain_andKeepsItsTimeAndForce() {
    long since = time.nanos();
    asks.ask(WEB, "operator", true);
    Ask taken = asks.take(WEB);
    time.advance(SECOND.multipliedBy(5));
    asks.ask(WEB, "sqs", false);
    asks.giveBack(WEB, taken);
    Ask again = asks.take(WEB);
    assertThat(again.asker()).contains(new Asker("operator", since));
    assertThat(asks.forces(again)).isTrue();
  }

  @Test
  void nobodysAsk_givenBack_asksNothing() {
    asks.giveBack(WEB, asks.take(WEB));
    assertThat(asks.take(WEB).asker()).isEmpty();
  }

  @Test
  void readThatHasBegun_takesUpNothingThatWasAskedSince() {
    asks.ask(WEB, "sqs", false);
    time.advance(SECOND);
    long begun = time.nanos();
    assertThat(asks.takeForReadBegun(WEB, begun).orElseThrow().asker()).isPresent();
    asks.ask(WEB, "operator", true);
    assertThat(asks.takeForReadBegun(WEB, begun)).isEmpty();
    assertThat(asks.take(WEB).force()).as("left to the newer look").isTrue();
  }

  @Test
  void forgotten_neitherComesBackNorForces() {
    asks.ask(WEB, "operator", true);
    Ask taken = asks.take(WEB);
    asks.clear();
    assertThat(asks.forces(taken)).isFalse();
    asks.giveBack(WEB, taken);
    assertThat(asks.take(WEB).asker()).isEmpty();
  }
}
