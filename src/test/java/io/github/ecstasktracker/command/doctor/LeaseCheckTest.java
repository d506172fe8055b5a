package io.github.ecstasktracker.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.command.doctor.Finding.Status;
import io.github.ecstasktracker.lease.Heartbeat;
import io.github.ecstasktracker.lease.LiveLease;
import io.github.ecstasktracker.lease.dynamodb.LeaseTableShape;
import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LeaseCheckTest {
  private static final LeaseTableShape FIT = new LeaseTableShape.Fit("leases");
  private static final LeaseTableShape MISSING = new LeaseTableShape.Missing("leases");

  private LeaseTableShape made = FIT;
  private Result<Boolean> forgets = new Result.Ok<>(true);
  private int creations;

  @Test
  void freeLeaseInAFitTable_isFine() {
    assertThat(check(FIT, new LiveLease.None(), true, false))
        .allMatch(finding -> finding.status() == Status.OK)
        .extracting(Finding::what)
        .containsExactly("lease table leases is in service and keyed by id", "nobody leads");
  }

  @Test
  void heldLease_namesItsHolder() {
    assertThat(check(FIT, held("a,b"), true, false))
        .last()
        .isEqualTo(Finding.ok("lease", "held by blue-1, epoch 7"));
  }

  @Test
  void leaderOfOtherClusters_isAFinding() {
    assertThat(check(FIT, held("a"), true, false))
        .last()
        .satisfies(
            finding -> {
              assertThat(finding.status()).isEqualTo(Status.FOUND);
              assertThat(finding.what()).contains("manages clusters a, not a,b");
            });
  }

  @Test
  void heldLeaseWithoutElection_isAFinding() {
    assertThat(check(FIT, held("a,b"), false, false))
        .last()
        .matches(finding -> finding.status() == Status.FOUND);
  }

  @Test
  void missingTable_isAFindingThatSaysHowToMakeIt_andIsNotMade() {
    assertThat(check(MISSING, new LiveLease.None(), true, false))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.status()).isEqualTo(Status.FOUND);
              assertThat(finding.mend()).contains("doctor --create");
            });
    assertThat(creations).isZero();
  }

  @Test
  void missingTable_isMadeWhereThatIsAskedFor() {
    assertThat(check(MISSING, new LiveLease.None(), true, true))
        .first()
        .isEqualTo(
            Finding.ok("lease table", "made: lease table leases is in service and keyed by id"));
    assertThat(creations).isEqualTo(1);
  }

  @Test
  void tableThatIsThere_isNotSaidToBeMade() {
    assertThat(check(FIT, new LiveLease.None(), true, true))
        .first()
        .isEqualTo(Finding.ok("lease table", FIT.sentence()));
  }

  @Test
  void tableThatForgetsNothing_isAFindingThatSaysHowToMendIt() {
    forgets = new Result.Ok<>(false);

    assertThat(check(FIT, new LiveLease.None(), true, false))
        .hasSize(3)
        .element(1)
        .satisfies(
            finding -> {
              assertThat(finding.status()).isEqualTo(Status.FOUND);
              assertThat(finding.check()).isEqualTo("lease table");
              assertThat(finding.what()).contains("'expires' is off");
              assertThat(finding.mend()).contains("doctor --create");
            });
    assertThat(creations).isZero();
  }

  @Test
  void expiryThatMayNotBeRead_namesTheAction() {
    forgets =
        new Result.Failed<>(
            "DescribeTimeToLive of lease table leases: AccessDeniedException: no", false);

    assertThat(check(FIT, new LiveLease.None(), true, false))
        .element(1)
        .satisfies(finding -> assertThat(finding.mend()).contains("dynamodb:DescribeTimeToLive"));
  }

  @Test
  void missingTableWithoutElection_isFine() {
    assertThat(check(MISSING, new LiveLease.None(), false, false))
        .singleElement()
        .matches(finding -> finding.status() == Status.OK);
  }

  @Test
  void creationThatIsNotAllowed_namesTheAction() {
    made =
        new LeaseTableShape.Unknown(
            "leases", "CreateTable of lease table leases: AccessDeniedException: no");

    assertThat(check(MISSING, new LiveLease.None(), true, true))
        .first()
        .satisfies(
            finding -> {
              assertThat(finding.status()).isEqualTo(Status.FOUND);
              assertThat(finding.mend()).contains("dynamodb:CreateTable");
            });
  }

  @Test
  void leaseThatCannotBeRead_isUnchecked() {
    assertThat(check(FIT, new LiveLease.Unknown("BatchGetItem: timeout"), true, false))
        .last()
        .matches(finding -> finding.status() == Status.UNCHECKED);
  }

  private List<Finding> check(
      LeaseTableShape shape, LiveLease lease, boolean elect, boolean create) {
    LeaseCheck.Table table =
        new LeaseCheck.Table() {
          @Override
          public LeaseTableShape inspect() {
            return shape;
          }

          @Override
          public LeaseTableShape create() {
            creations++;
            return made;
          }

          @Override
          public Result<Boolean> forgets() {
            return forgets;
          }
        };
    return new LeaseCheck(table, () -> lease, new LeaseCheck.Wanted(elect, "a,b", create)).run();
  }

  private static LiveLease held(String scope) {
    return new LiveLease.Held(
        new Heartbeat(
            "blue-1",
            UUID.randomUUID(),
            Optional.of(UUID.randomUUID()),
            7,
            UUID.randomUUID(),
            Duration.ofSeconds(15),
            scope));
  }
}
