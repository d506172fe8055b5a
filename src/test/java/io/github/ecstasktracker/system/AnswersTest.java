package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.HealthStatus;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.Task;

/** What the oracle concludes of answers: each conclusion comes out either way. */
class AnswersTest {
  private static final Duration RESYNC = Duration.ofSeconds(60);
  private static final StoredServer GHOST =
      StoredServer.of(new Address("192.168.0.1", 80), "http", 0);

  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(1);
  private long now;
  private Answers answers;
  private Task healthy;
  private Task sick;

  @BeforeEach
  void runOneTask() {
    account.cluster(Life.CLUSTER).hosts(1);
    account.cluster(Life.CLUSTER).service("web").tasks(1).bridge(80);
    account.time().settle(Duration.ofMinutes(20));
    List<String> arns =
        account
            .api()
            .tasks()
            .listTasks(ListTasksRequest.builder().cluster(Life.CLUSTER).build())
            .taskArns();
    healthy =
        account
            .api()
            .tasks()
            .describeTasks(DescribeTasksRequest.builder().cluster(Life.CLUSTER).tasks(arns).build())
            .tasks()
            .getFirst();
    sick = healthy.toBuilder().healthStatus(HealthStatus.UNHEALTHY).build();
    answers = new Answers(account, RESYNC, () -> now);
  }

  @Test
  void whatALaterAnswerOvertook_decidesNothing() {
    told(sick, 20, 30);
    told(healthy, 10, 40);
    assertThat(answers.mayGo(healthy.taskArn())).isTrue();
    assertThat(answers.mayComeIn(healthy.taskArn())).as("asked for before, came after").isFalse();

    told(healthy, 50, 60);
    assertThat(answers.mayComeIn(healthy.taskArn())).isTrue();
  }

  @Test
  void taskThatWasSaidToBeSickBefore_mayNotGoForThat() {
    told(healthy, 20, 30);
    told(sick, 10, 40);
    assertThat(answers.mayGo(healthy.taskArn())).isFalse();

    told(sick, 50, 60);
    assertThat(answers.mayGo(healthy.taskArn())).isTrue();
  }

  @Test
  void higherVersion_decidesWheneverItWasAskedFor() {
    told(healthy, 20, 30);
    told(sick.toBuilder().version(healthy.version() + 1).desiredStatus("STOPPED").build(), 10, 40);
    assertThat(answers.mayGo(healthy.taskArn())).isTrue();
    now = 40 + Duration.ofSeconds(31).toNanos();
    assertThat(answers.mayComeIn(healthy.taskArn())).as("nothing leaves STOPPED").isFalse();
  }

  @Test
  void absence_wantsTwoWholeListsWithAllOnThemDescribed() {
    listed(1, true);
    told(healthy, 2, 3);
    assertThat(answers.absent("web", GHOST)).as("one").isFalse();

    long second = RESYNC.toNanos() + 1;
    listed(second, false);
    assertThat(answers.absent("web", GHOST)).as("the second without an end").isFalse();
    listed(second, true);
    assertThat(answers.absent("web", GHOST)).as("a task on it not described").isFalse();
    told(healthy, second + 1, second + 2);
    assertThat(answers.absent("web", GHOST)).isTrue();
    String its = account.address(healthy).orElseThrow();
    assertThat(answers.absent("web", StoredServer.of(Address.parse(its).orElseThrow(), "http", 0)))
        .as("somebody there")
        .isFalse();
  }

  @Test
  void listedTaskThatIsMissing_provesNothing() {
    listed(1, true);
    told(healthy, 2, 3);
    long second = RESYNC.toNanos() + 20_000_000_000L;
    listed(second, true);
    now = second + 2;
    answers.described(
        asking(),
        DescribeTasksResponse.builder()
            .failures(Failure.builder().arn(healthy.taskArn()).reason("MISSING").build())
            .build(),
        second + 1);
    assertThat(answers.absent("web", GHOST)).isFalse();
  }

  @Test
  void pass_endsWhenAllThatWasListedIsDescribed() {
    told(healthy, 1, 2);
    listed(10, true);
    now = 20;
    assertThat(answers.lastPassEnded()).as("described before it was listed").isZero();
    assertThat(answers.passSince(20)).as("under way").isTrue();
    told(healthy, 30, 40);
    assertThat(answers.lastPassEnded()).isEqualTo(40);
  }

  @Test
  void trigger_isAnsweredByWhatWasAskedForAfterIt() {
    told(healthy, 10, 40);
    assertThat(answers.askedSince(healthy.taskArn(), 11)).isFalse();
    assertThat(answers.askedSince(healthy.taskArn(), 10)).isTrue();
    assertThat(answers.knows(healthy.taskArn(), healthy.version())).isTrue();
    assertThat(answers.knows(healthy.taskArn(), healthy.version() + 1)).isFalse();
    assertThat(answers.listedSince(Optional.of("web"), 0)).isFalse();
  }

  private void told(Task task, long begun, long ended) {
    now = ended;
    answers.described(asking(), DescribeTasksResponse.builder().tasks(task).build(), begun);
  }

  private DescribeTasksRequest asking() {
    return DescribeTasksRequest.builder().tasks(healthy.taskArn()).build();
  }

  private void listed(long begun, boolean whole) {
    now = begun;
    ListTasksRequest request = ListTasksRequest.builder().build();
    answers.asksForList(request);
    answers.listed(
        request,
        ListTasksResponse.builder()
            .taskArns(healthy.taskArn())
            .nextToken(whole ? null : "more")
            .build(),
        begun);
  }
}
