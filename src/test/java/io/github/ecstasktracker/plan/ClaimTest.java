package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.API;
import static io.github.ecstasktracker.plan.Plans.WEB;
import static io.github.ecstasktracker.plan.Plans.arn;
import static io.github.ecstasktracker.plan.Plans.at;
import static io.github.ecstasktracker.plan.Plans.claim;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of two tasks at one address the one that started later lives there: design 3.7. */
class ClaimTest {
  private static final ObservedTask TASK = running(1, 5);

  @Test
  void taskThatStartedLater_isTheNewer() {
    assertThat(Claim.newer(claim(1, 5, WEB), claim(2, 5, API))).isEqualTo(claim(2, 5, API));
    assertThat(Claim.newer(claim(2, 5, API), claim(1, 5, WEB))).isEqualTo(claim(2, 5, API));
  }

  @Test
  void timeOfTheDescription_decidesNothing() {
    Claim old = claim(1, 5, WEB, Plans.SEEN_NANOS);
    Claim newer = claim(2, 5, API, Plans.ORIGIN_NANOS);

    assertThat(Claim.newer(old, newer)).isEqualTo(newer);
    assertThat(Claim.newer(newer, old)).isEqualTo(newer);
  }

  @Test
  void taskWithoutAStart_isTheOlder() {
    Claim unstarted = new Claim(at(5), WEB, arn(9), null, 0);

    assertThat(Claim.newer(unstarted, claim(1, 5, API))).isEqualTo(claim(1, 5, API));
    assertThat(Claim.newer(claim(1, 5, API), unstarted)).isEqualTo(claim(1, 5, API));
  }

  @Test
  void equalStarts_areDecidedByTheArnForEverybodyAlike() {
    Claim one = new Claim(at(5), WEB, arn(1), Plans.started(3), 0);
    Claim two = new Claim(at(5), API, arn(2), Plans.started(3), 0);

    assertThat(Claim.newer(one, two)).isEqualTo(two);
    assertThat(Claim.newer(two, one)).isEqualTo(two);
  }

  @Test
  void sameTaskSeenAgain_isNotNewerThanItself() {
    assertThat(claim(1, 5, WEB).newerThan(claim(1, 5, WEB))).isFalse();
    assertThat(claim(1, 5, WEB, 9).newerThan(claim(1, 5, WEB, 8))).isFalse();
  }

  @Test
  void onlyAResolvedTaskOfAKnownBackend_claims() {
    assertThat(Claim.of(TASK, Plans.SEEN_NANOS)).contains(claim(1, 5, WEB));
    assertThat(Claim.of(excluded(Cause.UNHEALTHY, 1), 0)).isEmpty();
    assertThat(Claim.of(unknown(1), 0)).isEmpty();
    assertThat(
            Claim.of(
                new ObservedTask(TASK.task(), Optional.empty(), TASK.state(), false, false), 0))
        .isEmpty();
  }

  @Test
  void descriptionBegunAtAMoment_isSinceThen() {
    assertThat(claim(1, 5, WEB, Plans.nanos(3)).seenSince(Plans.nanos(3))).isTrue();
    assertThat(claim(1, 5, WEB, Plans.nanos(3)).seenSince(Plans.nanos(3) + 1)).isFalse();
  }

  @Test
  void momentsOnBothSidesOfTheClocksOverflow_areCompared() {
    Claim claim = claim(1, 5, WEB, Long.MIN_VALUE + 5);

    assertThat(claim.seenSince(Long.MAX_VALUE - 5)).isTrue();
    assertThat(claim(1, 5, WEB, Long.MAX_VALUE - 5).seenSince(Long.MIN_VALUE + 5)).isFalse();
  }

  @Test
  void olderTask_isSupersededByTheNewerOne() {
    assertThat(claim(2, 5, API).supersedes(at(5)))
        .isEqualTo(
            new TaskState.Excluded(
                Cause.SUPERSEDED,
                Optional.of(at(5)),
                "address 10.0.0.5:80 now belongs to the newer task " + arn(2) + " of api"));
  }
}
