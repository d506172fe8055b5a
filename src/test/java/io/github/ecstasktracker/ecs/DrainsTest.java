package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.FakeCluster.instanceArn;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which servers are on hosts that drain, and what it costs to know. */
class DrainsTest {
  private final FakeCluster cluster = new FakeCluster();

  private EcsHandler handler(boolean drains) {
    return cluster.handler(
        CallGate.open(),
        Runnable::run,
        new EcsOptions(OptionalInt.empty(), drains, UnaryOperator.identity()));
  }

  private void hosts(int count) {
    cluster.definition("web:1");
    for (int host = 0; host < count; host++) {
      cluster.host(host);
      cluster.task("t" + host, "web", "web:1", host);
    }
  }

  private void status(int host, String status) {
    cluster.instances.get(instanceArn(host)).put("status", status);
  }

  private static List<Boolean> draining(Answered answer) {
    return answer.tasks().stream()
        .map(task -> ((TaskState.Resolved) task.state()).server().draining())
        .toList();
  }

  private static Answered everything(EcsHandler handler) {
    return Looks.everything(handler, Urgency.BACKGROUND);
  }

  @Test
  void everyPass_seesHowHostsAreNow() {
    hosts(2);
    EcsHandler handler = handler(true);
    assertThat(draining(everything(handler))).containsExactly(false, false);
    status(1, "DRAINING");
    assertThat(draining(everything(handler))).containsExactly(false, true);
    assertThat(draining(Looks.service(handler, "web"))).containsExactly(false, true);
    status(1, "ACTIVE");
    assertThat(draining(everything(handler))).containsExactly(false, false);
  }

  @Test
  void everyPass_costsACallForEachHundredHosts_andAReadOfOneServiceNone() {
    hosts(250);
    EcsHandler handler = handler(true);
    everything(handler);
    cluster.aws.forgetCalls();
    everything(handler);
    assertThat(cluster.aws.count("DescribeContainerInstances")).isEqualTo(3);
    cluster.aws.forgetCalls();
    Looks.service(handler, "web");
    assertThat(cluster.aws.count("DescribeContainerInstances")).isZero();
  }

  /** The answer that tells a host's address tells its status too. */
  @Test
  void coldStart_describesEachHostOnce() {
    hosts(250);
    status(1, "DRAINING");
    assertThat(draining(everything(handler(true)))).containsOnlyOnce(true);
    assertThat(cluster.aws.count("DescribeContainerInstances")).isEqualTo(3);
  }

  /** Nobody needs the address of their hosts. */
  @Test
  void hostsOfTasksWithTheirOwnAddress_areAskedForOnceEach_alsoOneThatEcsDoesNotKnow() {
    hosts(3);
    cluster.definition("web:1").put("networkMode", "awsvpc");
    for (int host = 0; host < 3; host++) {
      ObjectNode eni =
          cluster.tasks.get(FakeCluster.taskArn("t" + host)).putArray("attachments").addObject();
      eni.put("type", "ElasticNetworkInterface").put("status", "ATTACHED");
      eni.putArray("details")
          .addObject()
          .put("name", "privateIPv4Address")
          .put("value", "10.2.0." + host);
    }
    status(1, "DRAINING");
    cluster.instances.remove(instanceArn(2));
    EcsHandler handler = handler(true);
    assertThat(draining(Looks.service(handler, "web"))).containsExactly(false, true, false);
    assertThat(draining(Looks.service(handler, "web"))).containsExactly(false, true, false);
    assertThat(cluster.aws.count("DescribeContainerInstances")).isOne();
    assertThat(cluster.aws.count("DescribeInstances")).isZero();
  }

  @Test
  void hostsThatAreGone_costNothingAfterTwoPasses() {
    hosts(250);
    EcsHandler handler = handler(true);
    everything(handler);
    for (int host = 10; host < 250; host++) {
      cluster.instances.remove(instanceArn(host));
      if (host < 20) {
        cluster.change("t" + host, task -> task.put("lastStatus", "STOPPED"));
      } else {
        cluster.tasks.remove(FakeCluster.taskArn("t" + host));
      }
    }
    everything(handler);
    everything(handler);
    cluster.aws.forgetCalls();
    everything(handler);
    assertThat(cluster.aws.requests("DescribeContainerInstances"))
        .singleElement()
        .satisfies(request -> assertThat(request.path("containerInstances")).hasSize(10));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void hostThatIsGoneBeforeItsTask_isAskedForOnceAPass_andDrainsAsBefore(boolean inactive) {
    hosts(150);
    status(1, "DRAINING");
    EcsHandler handler = handler(true);
    everything(handler);
    for (int host : new int[] {1, 2}) {
      if (inactive) {
        status(host, "INACTIVE");
      } else {
        cluster.instances.remove(instanceArn(host));
      }
    }
    cluster.task("new", "web", "web:1", 2);
    everything(handler);
    cluster.aws.forgetCalls();
    assertThat(draining(everything(handler)).subList(0, 3)).containsExactly(false, true, false);
    assertThat(draining(Looks.service(handler, "web"))).containsOnlyOnce(true);
    assertThat(cluster.aws.count("DescribeContainerInstances")).isEqualTo(2);
  }

  @Test
  void passThatDescribesNothing_forgetsNoHost() {
    hosts(2);
    status(1, "DRAINING");
    EcsHandler handler = handler(true);
    everything(handler);
    cluster.aws.fail(
        "DescribeContainerInstances", StubAws.Answer.error("ThrottlingException", "Rate exceeded"));
    handler.passBegins(FakeCluster.CLUSTER, Urgency.BACKGROUND);
    handler.passEnded(FakeCluster.CLUSTER, cluster.tasks.keySet(), 0);
    assertThat(draining(everything(handler))).containsExactly(false, true);
  }

  @Test
  void notAsked_costsNothingAndSaysNothing() {
    hosts(3);
    status(1, "DRAINING");
    EcsHandler handler = handler(false);
    everything(handler);
    cluster.aws.forgetCalls();
    assertThat(draining(everything(handler))).containsOnly(false);
    assertThat(cluster.aws.count("DescribeContainerInstances")).isZero();
  }

  @Test
  void aFailedCall_teachesNothing() {
    hosts(2);
    status(1, "DRAINING");
    EcsHandler handler = handler(true);
    assertThat(draining(everything(handler))).containsExactly(false, true);
    cluster.aws.fail(
        "DescribeContainerInstances", StubAws.Answer.error("ThrottlingException", "Rate exceeded"));
    assertThat(draining(everything(handler))).containsExactly(false, true);
  }
}
