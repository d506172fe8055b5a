package io.github.ecstasktracker.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.explore.Execution.Mishap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

/** The explorer on walks over a grid, whose schedules and states can be counted by hand. */
class ExplorerTest {
  private static final int SIDE = 5;

  /** Steps east and north, to the far corner. */
  private static class Walk implements Execution {
    int east;
    int north;
    final List<String> story = new ArrayList<>();

    @Override
    public List<Step> choices() {
      List<Step> steps = new ArrayList<>();
      if (east < SIDE) {
        steps.add(new Step("east", 1, false, () -> go("east", 1, 0)));
      }
      if (north < SIDE) {
        steps.add(new Step("north", 2, false, () -> go("north", 0, 1)));
      }
      return steps;
    }

    void go(String name, int toEast, int toNorth) {
      story.add(name);
      east += toEast;
      north += toNorth;
    }

    @Override
    public List<Mishap> mishaps() {
      return List.of();
    }

    @Override
    public Optional<Step> fair() {
      return choices().stream().findFirst();
    }

    @Override
    public void judge() {
      assertThat(east + north).isEqualTo(2 * SIDE);
    }

    @Override
    public long[] parts() {
      return new long[] {0, east, north};
    }

    @Override
    public long fairState() {
      return Fingerprint.of(parts()).value();
    }

    @Override
    public List<String> story() {
      return story;
    }
  }

  private static Walk falls(IntBinaryOperator hole) {
    return new Walk() {
      @Override
      void go(String name, int toEast, int toNorth) {
        super.go(name, toEast, toNorth);
        if (hole.applyAsInt(east, north) != 0) {
          throw new AssertionError("a hole");
        }
      }
    };
  }

  @Test
  void everyState_isMetOnce() {
    Explored explored = new Explorer("walk", Walk::new, 2 * SIDE).explore();

    assertThat(explored.states()).isEqualTo((SIDE + 1) * (SIDE + 1));
    assertThat(explored.deepest()).isEqualTo(2 * SIDE);
    assertThat(explored.schedules()).isEqualTo(1);
    // Every edge but those of the first visit of each state ends in a state met before.
    int edges = 2 * SIDE * (SIDE + 1);
    assertThat(explored.pruned()).isEqualTo(edges - (explored.states() - 1));
  }

  @Test
  void withoutEqualStates_everyScheduleIsRun() {
    class Remembers extends Walk {
      @Override
      public long[] parts() {
        return new long[] {new Fingerprint().add(String.join(",", story)).value(), east, north};
      }
    }

    Explored explored = new Explorer("walk", Remembers::new, 2 * SIDE).explore();

    // 10 over 5.
    assertThat(explored.schedules()).isEqualTo(252);
    assertThat(explored.pruned()).isZero();
  }

  @Test
  void depth_leavesTheRestToTheFairSchedule() {
    Explored explored = new Explorer("walk", Walk::new, 3).explore();

    assertThat(explored.deepest()).isEqualTo(3);
    assertThat(explored.schedules()).isEqualTo(4);
  }

  @Test
  void fairSchedulesThatMeet_goOnOnce() {
    int[] steps = {0};
    int[] judged = {0};
    class Counts extends Walk {
      @Override
      void go(String name, int toEast, int toNorth) {
        super.go(name, toEast, toNorth);
        steps[0]++;
      }

      @Override
      public void judge() {
        super.judge();
        judged[0]++;
      }
    }
    Explorer explorer = new Explorer("walk", Counts::new, 3);
    Explored explored = explorer.explore();

    assertThat(explored.schedules()).isEqualTo(4);
    assertThat(judged[0]).isEqualTo(1);
    // East first: 7 steps from (3,0), and from the others to where the first has been, at (5,y).
    // The last walk is the fair schedule from the beginning.
    assertThat(steps[0]).isEqualTo(explored.steps() + (7 + 3 + 4 + 5) + 2 * SIDE);

    explorer.replay(Schedule.parse("north,north,north"));
    assertThat(judged[0]).as("a replay goes to its end").isEqualTo(2);
  }

  /** Its steps are alone. */
  private static class Alone extends Walk {
    @Override
    public List<Step> choices() {
      return super.choices().stream()
          .map(step -> new Step(step.name(), step.part(), true, step.happens()))
          .toList();
    }
  }

  @Test
  void stepThatIsAlone_isKnownWhateverElseIs() {
    class Counts extends Alone {
      @Override
      public long[] parts() {
        return new long[] {north, east, north};
      }
    }
    Explored shared = new Explorer("walk", Walk::new, 2 * SIDE).explore();
    Explored alone = new Explorer("walk", Alone::new, 2 * SIDE).explore();

    assertThat(alone.states()).isEqualTo(shared.states());
    assertThat(alone.pruned()).isEqualTo(shared.pruned());
    assertThatThrownBy(() -> new Explorer("walk", Counts::new, 2 * SIDE).explore())
        .as("north changes the shared part")
        .hasMessageContaining("more changed than one part");
  }

  @Test
  void endThatIsBad_isFoundAgain() {
    class EndsBadly extends Walk {
      @Override
      public void judge() {
        throw new AssertionError("a bad end");
      }
    }
    Explorer explorer = new Explorer("walk", EndsBadly::new, 3);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(explorer::explore).hasMessageContaining("a bad end");
    }
  }

  @Test
  void oneBadState_isFoundWhereverItIs() {
    for (int x = 0; x <= SIDE; x++) {
      for (int y = x == 0 ? 1 : 0; y <= SIDE; y++) {
        int atEast = x;
        int atNorth = y;
        Explorer explorer =
            new Explorer(
                "walk",
                () -> falls((east, north) -> east == atEast && north == atNorth ? 1 : 0),
                2 * SIDE);

        assertThatThrownBy(explorer::explore)
            .isInstanceOf(Violation.class)
            .hasMessageContaining("a hole");
      }
    }
  }

  @Test
  void violation_tellsAScheduleThatShowsItAgain() {
    Explorer explorer =
        new Explorer("walk", () -> falls((east, north) -> east == 2 && north == 1 ? 1 : 0), 6);
    Violation violation = null;
    try {
      explorer.explore();
    } catch (Violation e) {
      violation = e;
    }

    assertThat(violation).isNotNull();
    assertThat(violation.schedule().steps()).hasSize(3);
    Schedule again = Schedule.parse(violation.schedule().toString());
    assertThatThrownBy(() -> explorer.replay(again)).hasMessageContaining("a hole");
  }

  @Test
  void mishapAtEachNewPoint_hasARunOfItsOwn() {
    class Stumbles extends Walk {
      @Override
      public List<Mishap> mishaps() {
        Step stumble = new Step("stumble", 1, false, () -> go("stumble", SIDE - east, 0));
        return north == 1
            ? List.of(new Mishap(Mishap.Kind.CRASH_BEFORE, east, stumble))
            : List.of();
      }
    }

    Explored explored = new Explorer("walk", Stumbles::new, 2 * SIDE).explore();

    assertThat(explored.of(Mishap.Kind.CRASH_BEFORE)).isEqualTo(SIDE + 1);
    assertThat(explored.of(Mishap.Kind.CRASH_AFTER)).isZero();
  }

  @Test
  void chance_isNoticed() {
    int[] runs = {0};
    Explorer explorer =
        new Explorer(
            "walk",
            () -> {
              Walk walk = new Walk();
              walk.east = runs[0]++ % 2 == 0 ? 0 : SIDE;
              return walk;
            },
            4);

    assertThatThrownBy(explorer::explore).hasMessageContaining("not deterministic");
  }
}
