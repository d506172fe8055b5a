package io.github.ecstasktracker.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ecstasktracker.explore.Execution.Mishap;
import io.github.ecstasktracker.explore.Stage.Setting;
import io.github.ecstasktracker.explore.Tally.Sight;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two controllers, one service, three tasks, and every choice of the next step to a depth of
 * {@value #DEPTH}.
 *
 * <p>{@code -Dexplore.depth=14} goes deeper. A failure tells a schedule, which {@code
 * -Dexplore.scene=... -Dexplore.schedule=...} plays again, {@code -Dexplore.fence=off} as if writes
 * bore no fence.
 */
class ExploreTest {
  private static final int DEPTH = 12;
  private static final String SCHEDULE = "explore.schedule";

  private final LoggedErrors errors = new LoggedErrors();
  private final Tally tally = new Tally();

  @AfterEach
  void close() {
    errors.close();
  }

  @ParameterizedTest
  @EnumSource
  void everyChoice_everyWriteGoneWrong_noRuleIsBroken(Scene scene) {
    assumeFalse(replays());
    Explored explored = explorer(scene, true, Integer.getInteger("explore.depth", DEPTH)).explore();
    System.out.println(explored + "; " + tally);

    assertThat(explored.deepest()).isGreaterThanOrEqualTo(DEPTH);
    assertThat(explored.states()).isGreaterThan(500);
    for (Mishap.Kind kind : Mishap.Kind.values()) {
      assertThat(explored.of(kind)).as(kind.name()).isPositive();
    }
    assertThat(tally.of(Sight.CRASH)).isPositive();
    assertThat(tally.of(Sight.TAKEOVER)).isPositive();
    if (scene == Scene.WRITE_UNDER_WAY || scene == Scene.LEASE_ENDS) {
      assertThat(tally.of(Sight.STALE_WRITE_REFUSED)).isPositive();
    }
  }

  @Test
  void withoutTheFence_aStaleWriteIsFound_andItsScheduleShowsItAgain() {
    assumeFalse(replays());
    Explorer unfenced = explorer(Scene.WRITE_UNDER_WAY, false, DEPTH);

    Violation violation =
        assertThatThrownBy(unfenced::explore)
            .asInstanceOf(InstanceOfAssertFactories.type(Violation.class))
            .actual();
    assertThat(violation).hasMessageContaining("landed under an epoch that was over");
    System.out.println(violation.getMessage());

    Schedule same = Schedule.parse(violation.schedule().toString());
    assertThatThrownBy(() -> unfenced.replay(same)).hasMessage(violation.getMessage());
    explorer(Scene.WRITE_UNDER_WAY, true, DEPTH).replay(same);
  }

  @Test
  void replay() {
    assumeTrue(replays());
    boolean fenced = !"off".equals(System.getProperty("explore.fence"));
    Scene scene = Scene.valueOf(System.getProperty("explore.scene", Scene.LEASE_ENDS.name()));
    explorer(scene, fenced, DEPTH)
        .replay(Schedule.parse(System.getProperty(SCHEDULE)))
        .story()
        .forEach(System.out::println);
  }

  private static boolean replays() {
    return System.getProperty(SCHEDULE) != null;
  }

  private Explorer explorer(Scene scene, boolean fenced, int depth) {
    Setting setting = new Setting(fenced, errors, tally);
    return new Explorer(scene.name(), () -> scene.begin(setting), depth);
  }
}
