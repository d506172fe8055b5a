package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.API;
import static io.github.ecstasktracker.plan.Plans.WEB;
import static io.github.ecstasktracker.plan.Plans.arn;
import static io.github.ecstasktracker.plan.Plans.at;
import static io.github.ecstasktracker.plan.Plans.claim;
import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.observed;
import static io.github.ecstasktracker.plan.Plans.present;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.unknown;
import static io.github.ecstasktracker.plan.Plans.url;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** An address is in one managed backend at most, and is the living task's: design 3.7. */
class ClaimsTest {
  private static final ObservedTask OLD = running(1, 5);
  private static final ObservedTask NEW =
      observed(2, API, new TaskState.Resolved(new Server(at(5), "http", OptionalInt.empty())));

  @Test
  void taskThatStartedLater_ownsTheAddress() {
    Claim old = claim(1, 5, WEB);
    Claim newer = claim(2, 5, API);

    assertThat(Claims.of(List.of(old, newer)).owner(at(5))).contains(newer);
    assertThat(Claims.of(List.of(newer, old)).owner(at(5))).contains(newer);
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
  }

  @Test
  void onlyAResolvedTaskOfAKnownBackend_claims() {
    assertThat(Claim.of(OLD, Plans.SEEN_NANOS)).contains(claim(1, 5, WEB));
    assertThat(Claim.of(excluded(Cause.UNHEALTHY, 1), 0)).isEmpty();
    assertThat(Claim.of(unknown(1), 0)).isEmpty();
    assertThat(
            Claim.of(new ObservedTask(OLD.task(), Optional.empty(), OLD.state(), false, false), 0))
        .isEmpty();
  }

  @Test
  void settle_excludesTheOlderOfTwoAndKeepsTheRest() {
    ObservedTask other = running(3);
    ObservedTask sick = excluded(Cause.UNHEALTHY, 4);
    ObservedTask watched = new ObservedTask(OLD.task(), OLD.backend(), OLD.state(), true, true);
    Claims claims = Claims.of(List.of(claim(1, 5, WEB), claim(2, 5, API), claim(3, 3, WEB)));

    assertThat(claims.settle(List.of(watched, NEW, other, sick)))
        .containsExactly(
            new ObservedTask(
                OLD.task(),
                OLD.backend(),
                new TaskState.Excluded(
                    Cause.SUPERSEDED,
                    Optional.of(at(5)),
                    "address 10.0.0.5:80 now belongs to the newer task " + arn(2) + " of api"),
                true,
                true),
            NEW,
            other,
            sick);
  }

  @Test
  void settle_withoutClaims_changesNothing() {
    assertThat(Claims.NONE.settle(List.of(OLD, NEW))).containsExactly(OLD, NEW);
    assertThat(Claims.NONE.owner(at(5))).isEmpty();
  }

  @Test
  void claimsOverOwnersKeptElsewhere_followThem() {
    Map<Address, Claim> owners = new HashMap<>();
    Claims claims = Claims.over(address -> Optional.ofNullable(owners.get(address)));
    owners.put(at(5), claim(2, 5, API));

    assertThat(claims.owner(at(5))).contains(claim(2, 5, API));
  }

  @Test
  void losersServer_leavesItsBackend() {
    Claims claims = Claims.of(List.of(claim(1, 5, WEB), claim(2, 5, API)));

    assertThat(Plans.item(entry(5)).claims(claims).tasks(claims.settle(List.of(OLD))).lines())
        .containsExactly("-10.0.0.5:80");
    assertThat(Plans.item(entry(5)).tasks(excluded(Cause.SUPERSEDED, 5)).lines())
        .containsExactly("-10.0.0.5:80");
  }

  @Test
  void winnerInTheSameBackend_keepsTheServer() {
    Claims claims = Claims.of(List.of(claim(1, 5, WEB), claim(2, 5, WEB)));

    assertThat(
            Plans.item(entry(5))
                .claims(claims)
                .tasks(claims.settle(List.of(running(2, 5), running(1, 5))))
                .lines())
        .isEmpty();
  }

  @Test
  void eviction_removesEveryEntryAtTheAddressesAndNothingElse() {
    StoredServer twin = entry("twin", url(1), 0);
    StoredBackend.Present item =
        present(List.of(entry(1), twin, entry(2), entry(3), entry("garbage", "no url", 0)));

    assertThat(
            Eviction.patch(item, Map.of(at(1), arn(7), at(3), arn(8), at(9), arn(9)), API)
                .orElseThrow()
                .changes())
        .containsExactly(
            new ServerChange.Remove(entry(1), evicted(1, 7)),
            new ServerChange.Remove(entry(3), evicted(3, 8)),
            new ServerChange.Remove(twin, evicted(1, 7)));
  }

  private static ChangeCause evicted(int address, int taker) {
    return new ChangeCause.AddressTaken(
        at(address), arn(taker), API, ChangeCause.AddressTaken.How.EVICTED);
  }

  @Test
  void eviction_ofWhatIsNotThere_isNoPatch() {
    assertThat(Eviction.patch(present(List.of(entry(1))), Map.of(at(2), arn(7)), API)).isEmpty();
  }
}
