package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.allRunning;
import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.item;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.url;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** {@code --policy}, in external-dns's words. */
class PolicyTest {
  private static Plans change() {
    return item(entry(1), entry(2))
        .tasks(excluded(Cause.STOPPED, 1), running(2, OptionalInt.of(5)), running(3));
  }

  @Test
  void sync_addsChangesAndRemoves() {
    assertThat(change().policy(Policy.SYNC).lines())
        .containsExactly("-10.0.0.1:80", "~10.0.0.2:80", "+10.0.0.3:80");
  }

  @Test
  void upsertOnly_removesNothingAndSaysSo() {
    Plan plan = change().policy(Policy.UPSERT_ONLY).plan();

    assertThat(Plans.lines(plan)).containsExactly("~10.0.0.2:80", "+10.0.0.3:80");
    assertThat(Plans.holds(plan)).containsExactly("POLICY 10.0.0.1:80");
    assertThat(plan.holds().getFirst().cause())
        .isEqualTo(new HoldCause.Wanted(new ChangeCause.TaskStopped(Plans.arn(1), "is STOPPED")));
  }

  @Test
  void upsertOnly_keepsTheUnusualKeyBesideTheUsualOne() {
    assertThat(
            item(entry("server-a", url(1), 7))
                .tasks(running(1))
                .policy(Policy.UPSERT_ONLY)
                .plan()
                .patch()
                .orElseThrow()
                .result()
                .values())
        .containsExactly(entry(1, 7), entry("server-a", url(1), 7));
  }

  @Test
  void createOnly_leavesAnExistingItemAsItIs() {
    Plan plan = change().policy(Policy.CREATE_ONLY).plan();

    assertThat(plan.patch()).isEmpty();
    assertThat(Plans.holds(plan))
        .containsExactly("POLICY 10.0.0.1:80", "POLICY 10.0.0.2:80", "POLICY 10.0.0.3:80");
  }

  @Test
  void createOnly_createsAMissingItem() {
    assertThat(Plans.noItem().tasks(allRunning(1, 2)).policy(Policy.CREATE_ONLY).lines())
        .containsExactly("+10.0.0.1:80", "+10.0.0.2:80");
  }

  @Test
  void operatorsForce_doesNotLiftThePolicy() {
    assertThat(change().policy(Policy.UPSERT_ONLY).forced().lines())
        .containsExactly("~10.0.0.2:80", "+10.0.0.3:80");
  }
}
