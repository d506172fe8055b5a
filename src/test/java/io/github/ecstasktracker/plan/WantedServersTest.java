package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.allRunning;
import static io.github.ecstasktracker.plan.Plans.at;
import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.observed;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.unknown;
import static io.github.ecstasktracker.plan.Plans.url;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Additions and corrections: design 3.2, 3.3, 3.10, 3.16. */
class WantedServersTest {
  private static final OptionalInt UNREADABLE = OptionalInt.empty();

  @Test
  void runningTask_isAddedUnderItsAddressWithWeight0AndTheTaskAsReason() {
    assertThat(Plans.item().tasks(running(1)).changes())
        .containsExactly(
            new ServerChange.Add(
                new StoredServer("10.0.0.1:80", "http://10.0.0.1:80", OptionalInt.of(0), true),
                new ChangeCause.InRotation(Plans.arn(1))));
  }

  @Test
  void missingItem_isCreatedWithItsFirstServer() {
    Plan plan = Plans.noItem().tasks(running(1)).plan();

    assertThat(Plans.lines(plan)).containsExactly("+10.0.0.1:80");
    assertThat(plan.patch().orElseThrow().base()).isEqualTo(Plans.noItem().input().actual());
  }

  @Test
  void missingItem_isNotCreatedWithoutAServer() {
    assertThat(Plans.noItem().tasks(excluded(Cause.STARTING, 1), unknown(2)).lines()).isEmpty();
  }

  @Test
  void ipv6_isWrittenInBrackets() {
    Server v6 = new Server(new Address("2001:db8::1", 80), "https", OptionalInt.empty());

    assertThat(
            Plans.item()
                .tasks(observed(1, Plans.WEB, new TaskState.Resolved(v6)))
                .plan()
                .patch()
                .orElseThrow()
                .result())
        .containsExactly(
            Map.entry(
                "[2001:db8::1]:80",
                new StoredServer(
                    "[2001:db8::1]:80", "https://[2001:db8::1]:80", OptionalInt.of(0), true)));
  }

  @Test
  void itemThatAgrees_isNotWritten() {
    Plan plan = Plans.item(entry(1), entry(2)).tasks(allRunning(1, 2)).plan();

    assertThat(plan.patch()).isEmpty();
    assertThat(plan.holds()).isEmpty();
  }

  @Test
  void rollingDeployment_isOneWriteThatLeavesSurvivorsAlone() {
    assertThat(
            Plans.item(entry(1), entry(2), entry(3))
                .tasks(
                    excluded(Cause.STOPPED, 1),
                    excluded(Cause.STOPPED, 2),
                    running(3),
                    running(4),
                    running(5))
                .lines())
        .containsExactly("-10.0.0.1:80", "-10.0.0.2:80", "+10.0.0.4:80", "+10.0.0.5:80");
  }

  @Test
  void weightEditedByHand_isKept() {
    assertThat(Plans.item(entry(1, 7)).tasks(running(1)).lines()).isEmpty();
  }

  @Test
  void weightOfALabel_overrulesTheOneEditedByHand() {
    assertThat(Plans.item(entry(1, 7)).tasks(running(1, OptionalInt.of(3))).changes())
        .containsExactly(
            new ServerChange.Change(
                entry(1, 7), entry(1, 3), new ChangeCause.Differs(Plans.arn(1))));
  }

  @Test
  void wrongUrlUnderTheRightKey_isCorrectedAndItsWeightKept() {
    StoredServer astray = entry("10.0.0.1:80", url(9), 7);

    assertThat(Plans.item(astray).tasks(running(1)).changes())
        .containsExactly(
            new ServerChange.Change(astray, entry(1, 7), new ChangeCause.Differs(Plans.arn(1))));
  }

  @Test
  void otherScheme_isCorrected() {
    assertThat(Plans.item(StoredServer.of(at(1), "https", 0)).tasks(running(1)).lines())
        .containsExactly("~10.0.0.1:80");
  }

  @Test
  void entryUnderAnotherKey_isBroughtIntoTheUsualFormInTheSamePatchWithItsWeight() {
    StoredServer byHand = entry("server-a", url(1), 7);

    assertThat(Plans.item(byHand).tasks(running(1)).changes())
        .containsExactly(
            new ServerChange.Add(entry(1, 7), new ChangeCause.UsualForm(Plans.arn(1))),
            new ServerChange.Remove(
                byHand, new ChangeCause.UnderAnotherKey(Plans.arn(1), "10.0.0.1:80")));
  }

  @Test
  void entryUnderTheKeyOfNoTask_isKnownByItsUrl() {
    assertThat(Plans.item(entry("10.0.0.9:80", url(1), 7)).tasks(running(1)).lines())
        .containsExactly("+10.0.0.1:80", "-10.0.0.9:80");
  }

  @Test
  void entryWithoutAUrl_isKnownByItsKey() {
    StoredServer urlless = entry("10.0.0.1:80", null, 7);

    assertThat(Plans.item(urlless).tasks(running(1)).changes())
        .containsExactly(
            new ServerChange.Change(urlless, entry(1, 7), new ChangeCause.Differs(Plans.arn(1))));
  }

  @Test
  void unusualSpellingOfTheKey_isNotTheKey() {
    assertThat(Plans.item(entry("http://10.0.0.1:80", url(1), 7)).tasks(running(1)).lines())
        .containsExactly("+10.0.0.1:80", "-http://10.0.0.1:80");
  }

  @Test
  void unusualSpellingOfAKey_doesNotOutweighTheUrl() {
    assertThat(
            Plans.item(entry("http://10.0.0.1:80", url(2), 7))
                .tasks(allRunning(1, 2))
                .plan()
                .patch()
                .orElseThrow()
                .result()
                .values())
        .containsExactly(entry(1, 0), entry(2, 7));
  }

  @Test
  void entriesWithTheirUrlsSwapped_areBothCorrected() {
    assertThat(
            Plans.item(entry("10.0.0.1:80", url(2), 1), entry("10.0.0.2:80", url(1), 2))
                .tasks(allRunning(1, 2))
                .plan()
                .patch()
                .orElseThrow()
                .result()
                .values())
        .containsExactly(entry(1, 1), entry(2, 2));
  }

  @Test
  void unreadableWeight_becomesTheDefault() {
    StoredServer broken = new StoredServer("10.0.0.1:80", url(1), UNREADABLE, false);

    assertThat(Plans.item(broken).tasks(running(1)).changes())
        .containsExactly(
            new ServerChange.Change(broken, entry(1), new ChangeCause.Differs(Plans.arn(1))));
  }

  @Test
  void negativeWeight_isNotKept() {
    StoredServer broken = entry("10.0.0.1:80", url(1), -1);

    assertThat(Plans.item(broken).tasks(running(1)).changes())
        .containsExactly(
            new ServerChange.Change(broken, entry(1), new ChangeCause.Differs(Plans.arn(1))));
  }

  @Test
  void duplicates_leaveAndTheUsualKeyKeepsItsWeight() {
    assertThat(
            Plans.item(entry("0-first", url(1), 1), entry(1, 7), entry("z-last", url(1), 9))
                .tasks(running(1))
                .lines())
        .containsExactly("-0-first", "-z-last");
  }

  @Test
  void duplicatesUnderOtherKeys_becomeOneWithTheFirstReadableWeight() {
    assertThat(
            Plans.item(entry("a", url(1), -1), entry("b", url(1), 5), entry("c", url(1), 9))
                .tasks(running(1))
                .plan()
                .patch()
                .orElseThrow()
                .result()
                .values())
        .containsExactly(entry(1, 5));
  }

  @Test
  void changes_standInKeyOrder() {
    assertThat(
            Plans.item(entry("a", url(5), 0), entry(3), entry(4, 2))
                .tasks(
                    running(6),
                    running(5),
                    running(4, OptionalInt.of(9)),
                    excluded(Cause.STOPPED, 3))
                .lines())
        .containsExactly("-10.0.0.3:80", "~10.0.0.4:80", "+10.0.0.5:80", "+10.0.0.6:80", "-a");
  }
}
