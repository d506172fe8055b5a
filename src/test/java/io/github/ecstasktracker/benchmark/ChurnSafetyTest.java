package io.github.ecstasktracker.benchmark;

import static io.github.ecstasktracker.benchmark.MadeUpLog.US;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which writes nobody may make. The writes here are sent at 190, and land at 200. */
class ChurnSafetyTest {
  private static final String AT = "10.0.0.1:32768";

  private static int addedDead(MadeUpLog log, Duration lag) {
    return ChurnSafety.of(log.adds(200, "web", AT).until(1_000), lag).addedDead();
  }

  private static int addedDead(MadeUpLog log) {
    return addedDead(log, Duration.ZERO);
  }

  private static MadeUpLog life(long from, long to) {
    return new MadeUpLog().starts(from, "web", "one", AT).stops(to, "web", "one", AT);
  }

  @Test
  void additionOfATaskThatRuns_isRight() {
    assertThat(addedDead(new MadeUpLog().starts(10, "web", "one", AT))).isZero();
    assertThat(addedDead(life(10, 195))).isZero();
  }

  @Test
  void additionOfTheDead_isWrongWhereTheNewestAnswerToldOfIt() {
    assertThat(addedDead(life(10, 100).describes(90, 110, US, "one"))).isZero();
    assertThat(addedDead(life(10, 100).describes(101, 120, US, "one"))).isOne();
    assertThat(addedDead(life(10, 100).describes(90, 95, US, "one").describes(101, 120, US, "one")))
        .isOne();
  }

  @Test
  void answerThatCameTooLate_tellsNothing() {
    assertThat(
            addedDead(life(10, 100).describes(90, 110, US, "one").describes(150, 188, US, "one")))
        .isZero();
    assertThat(
            addedDead(life(10, 100).describes(90, 110, US, "one").describes(150, 199, US, "one")))
        .isZero();
    assertThat(addedDead(life(10, 100).describes(90, 188, US, "one"))).isZero();
  }

  @Test
  void additionOfTheDeadThatItNeverHadDescribed_isWrong() {
    assertThat(addedDead(life(10, 100))).isOne();
    assertThat(addedDead(life(10, 100).describes(90, 110, "another", "one"))).isOne();
  }

  @Test
  void ecssLag_excusesAsMuch() {
    MadeUpLog log = life(10, 100).describes(140, 150, US, "one");
    assertThat(addedDead(log, Duration.ofMillis(40))).isZero();
    assertThat(addedDead(life(10, 100).describes(141, 150, US, "one"), Duration.ofMillis(40)))
        .isOne();
  }

  @Test
  void additionOfWhatIsNobodys_orAnothers_isWrong() {
    assertThat(addedDead(new MadeUpLog())).isOne();
    assertThat(addedDead(new MadeUpLog().starts(10, "api", "one", AT))).isOne();
    assertThat(addedDead(new MadeUpLog().starts(195, "web", "one", AT))).isOne();
  }

  private static int removedServing(MadeUpLog log) {
    return ChurnSafety.of(log.removes(200, "web", AT).until(1_000), Duration.ZERO).removedServing();
  }

  @Test
  void removalOfWhatServes_isWrong() {
    assertThat(removedServing(life(10, 189))).isZero();
    assertThat(removedServing(life(10, 195))).isOne();
    assertThat(removedServing(new MadeUpLog().starts(189, "web", "one", AT))).isOne();
    assertThat(removedServing(new MadeUpLog().starts(10, "api", "one", AT))).isZero();
  }

  @Test
  void heirOfAnAddress_countsOnceAnAnswerToldOfIt() {
    assertThat(removedServing(heir(140))).isZero();
    assertThat(removedServing(heir(140).describes(139, 160, US, "two"))).isZero();
    assertThat(removedServing(heir(140).describes(141, 188, US, "two"))).isZero();
    assertThat(removedServing(heir(140).describes(141, 160, "another", "two"))).isZero();
    assertThat(removedServing(heir(140).describes(141, 160, US, "two"))).isOne();
  }

  @Test
  void heirOfAnAddress_countsAfterASecondInAnyCase() {
    assertThat(removedServing(heir(-809))).isZero();
    assertThat(removedServing(heir(-810))).isOne();
  }

  private static MadeUpLog heir(long from) {
    return life(-1_000, -900).starts(from, "web", "two", AT);
  }
}
