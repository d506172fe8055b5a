package io.github.ecstasktracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.simulation.client.CallHook;
import io.github.ecstasktracker.simulation.client.InProcessClients;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.faults.SimulatedTimeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.sqs.SqsClient;

class InProcessClientsTest {
  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(13);

  @Test
  void hook_isCalledAroundEachCall_andMayEndItOnEitherSide() {
    String url = account.events().queueUrl("events");
    List<String> heard = new ArrayList<>();
    SqsClient sqs =
        new InProcessClients(
                account.api(),
                new CallHook() {
                  @Override
                  public void before(Operation operation) {
                    heard.add("before " + operation);
                  }

                  @Override
                  public void after(Operation operation) {
                    heard.add("after " + operation);
                    throw new IllegalStateException("crash");
                  }
                })
            .sqs();

    assertThatThrownBy(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("m")))
        .hasMessage("crash");
    assertThat(heard).containsExactly("before sqs:SendMessage", "after sqs:SendMessage");
    assertThat(account.events().undeleted("events")).isEqualTo(1);
  }

  @Test
  void faultsAndPages_areThoseOfTheWire() {
    account.cluster("demo").hosts(2).service("web").tasks(30).bridge(80);
    account.time().settle(Duration.ofMinutes(10));
    EcsClient ecs = new InProcessClients(account.api(), CallHook.NONE).ecs();

    assertThat(ecs.listTasksPaginator(r -> r.cluster("demo").maxResults(7)).taskArns()).hasSize(30);
    account.faults().plant(Operation.LIST_TASKS, FaultKind.TIMEOUT, 1);
    assertThatThrownBy(() -> ecs.listTasks(r -> r.cluster("demo")))
        .isInstanceOf(SimulatedTimeout.class);
    account.buckets().empty(Operation.DESCRIBE_TASKS);
    assertThatThrownBy(() -> ecs.listTasks(r -> r.cluster("demo")))
        .isInstanceOfSatisfying(
            EcsException.class, e -> assertThat(e.isThrottlingException()).isTrue());
  }

  @Test
  void laggingReads_areServedFromThePast_eachFromItsOwn() {
    var web = account.cluster("demo").hosts(2).service("web").tasks(10).bridge(80);
    account.time().settle(Duration.ofMinutes(10));
    account.time().advance(Duration.ofMinutes(1));
    EcsClient ecs = new InProcessClients(account.api(), CallHook.NONE).ecs();
    account.consistency().lag(1, Span.ofSeconds(0, 20));
    web.tasks(20);
    account.time().settle(Duration.ofMinutes(10));

    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sizes.add(ecs.listTasks(r -> r.cluster("demo")).taskArns().size());
    }
    assertThat(sizes)
        .contains(20)
        .anyMatch(size -> size < 20)
        .isNotEqualTo(sizes.stream().sorted().toList());
    account.consistency().strong();
    assertThat(ecs.listTasks(r -> r.cluster("demo")).taskArns()).hasSize(20);
  }

  @Test
  void throttledMinute_endsWithTheMinute() {
    account.cluster("demo");
    EcsClient ecs = new InProcessClients(account.api(), CallHook.NONE).ecs();
    account.buckets().throttle(Operation.LIST_TASKS, Duration.ofMinutes(1));
    account.time().advance(Duration.ofSeconds(59));
    assertThatThrownBy(() -> ecs.listTasks(r -> r.cluster("demo")))
        .isInstanceOf(EcsException.class);
    account.time().advance(Duration.ofSeconds(2));
    assertThat(ecs.listTasks(r -> r.cluster("demo")).taskArns()).isEmpty();
    assertThat(account.buckets().tokens(Operation.LIST_TASKS)).isLessThan(100);
  }
}
