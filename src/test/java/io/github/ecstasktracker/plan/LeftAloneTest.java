package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.Plans.DEMO_WEB;
import static io.github.ecstasktracker.plan.Plans.WEB;
import static io.github.ecstasktracker.plan.Plans.arn;
import static io.github.ecstasktracker.plan.Plans.at;
import static io.github.ecstasktracker.plan.Plans.entry;
import static io.github.ecstasktracker.plan.Plans.excluded;
import static io.github.ecstasktracker.plan.Plans.item;
import static io.github.ecstasktracker.plan.Plans.observed;
import static io.github.ecstasktracker.plan.Plans.running;
import static io.github.ecstasktracker.plan.Plans.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendView.State;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Backends that are never patched: design 3.2 and 3.4, and the pause label. */
class LeftAloneTest {
  private static final ServiceKey OTHER_WEB = new ServiceKey("other", "web");
  private static final Evidence EARLIER = new Evidence(Map.of(entry(1), 7L));

  @Test
  void itemOfNoService_isForeignAndLeftAlone() {
    Plan plan = item(entry(1)).services().evidence(EARLIER).plan();

    assertThat(plan.state()).isEqualTo(State.FOREIGN);
    assertThat(plan.patch()).isEmpty();
    assertThat(plan.holds()).isEmpty();
    assertThat(plan.problem()).isEmpty();
    assertThat(plan.evidence()).isEqualTo(Evidence.NONE);
  }

  @Test
  void noItemAndNoService_isNothing() {
    Plan plan = Plans.noItem().services().plan();

    assertThat(plan.state()).isEqualTo(State.IN_SYNC);
    assertThat(plan.patch()).isEmpty();
  }

  @Test
  void malformedItem_isReportedAndLeftAlone() {
    Plan plan =
        Plans.noItem()
            .of(new StoredBackend.Malformed(WEB, "web__backend", "servers is a list"))
            .tasks(running(1))
            .evidence(EARLIER)
            .plan();

    assertThat(plan.state()).isEqualTo(State.MALFORMED);
    assertThat(plan.patch()).isEmpty();
    assertThat(plan.withheld()).isEmpty();
    assertThat(plan.problem()).contains("servers is a list");
    assertThat(plan.evidence()).isEqualTo(EARLIER);
    assertThat(plan.needsListing()).isFalse();
    assertThat(plan.requeueAtNanos()).isEmpty();
  }

  @Test
  void sameServiceNameInTwoClusters_isAnErrorOfTheConfiguration() {
    Plan plan =
        item(entry(3))
            .services(DEMO_WEB, OTHER_WEB)
            .tasks(of(OTHER_WEB, 2), of(DEMO_WEB, 1))
            .evidence(EARLIER)
            .plan();

    assertThat(plan.state()).isEqualTo(State.ERROR);
    assertThat(plan.patch()).isEmpty();
    assertThat(plan.problem())
        .contains(
            "services [demo/web, other/web] share the name;"
                + " tell them apart with the label traefik.backend");
    assertThat(plan.evidence()).isEqualTo(EARLIER);
  }

  @Test
  void serviceThatMovedToAnotherCluster_isNoNamesakeOnceItsTasksStopped() {
    assertThat(
            item(entry(2))
                .services(DEMO_WEB, OTHER_WEB)
                .tasks(
                    running(1),
                    observed(
                        arn(2),
                        OTHER_WEB,
                        WEB,
                        new TaskState.Excluded(Cause.STOPPED, Optional.of(at(2)), "task stopped"),
                        started(2)))
                .lines())
        .containsExactly("+10.0.0.1:80", "-10.0.0.2:80");
  }

  @Test
  void severalServicesWithALabel_makeOneBackendTheirUnion() {
    ServiceKey canary = new ServiceKey("other", "canary");

    assertThat(
            item()
                .services(DEMO_WEB, canary)
                .tasks(of(DEMO_WEB, 1), of(canary, 2), of(DEMO_WEB, 3))
                .lines())
        .containsExactly("+10.0.0.1:80", "+10.0.0.2:80", "+10.0.0.3:80");
  }

  @Test
  void namesakeThatALabelSendsElsewhere_isNoNamesake() {
    assertThat(
            item()
                .services(DEMO_WEB)
                .tasks(
                    running(1),
                    observed(
                        arn(2),
                        OTHER_WEB,
                        Plans.API,
                        new TaskState.Unknown("was not described"),
                        started(2)))
                .lines())
        .containsExactly("+10.0.0.1:80");
  }

  @Test
  void pausedBackend_showsWhatItWouldDoAndDoesNothing() {
    Plan plan =
        item(entry(1), entry(2))
            .tasks(excluded(Cause.STOPPED, 1), running(3))
            .handsOff("paused by label")
            .plan();

    assertThat(plan.state()).isEqualTo(State.PAUSED);
    assertThat(plan.patch()).isEmpty();
    assertThat(plan.withheld().stream().map(Plans::line))
        .containsExactly("-10.0.0.1:80", "+10.0.0.3:80");
    assertThat(Plans.holds(plan)).containsExactly("WAITING 10.0.0.2:80");
    assertThat(plan.problem()).contains("paused by label");
  }

  @Test
  void pausedBackendInSync_isPausedAllTheSame() {
    Plan plan = item(entry(1)).tasks(running(1)).handsOff("paused by label").plan();

    assertThat(plan.state()).isEqualTo(State.PAUSED);
    assertThat(plan.withheld()).isEmpty();
  }

  @Test
  void backendThatIsNotPaused_withholdsNothing() {
    Plan plan = item().tasks(running(1)).plan();

    assertThat(plan.withheld()).isEmpty();
    assertThat(plan.problem()).isEmpty();
  }

  private static ObservedTask of(ServiceKey service, int number) {
    return observed(
        arn(number),
        service,
        WEB,
        new TaskState.Resolved(new Server(at(number), "http", OptionalInt.empty())),
        started(number));
  }
}
