package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.only;
import static io.github.ecstasktracker.ecs.Descriptions.urls;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One page of a list: its names and its successor, or why there is none. */
class ListingTest {
  private static final ServiceKey WEB = new ServiceKey("prod", "web");

  private final FakeCluster cluster = new FakeCluster();
  private final EcsHandler handler = cluster.handler();

  private TaskList listWeb() {
    return handler.list("prod", "web", null, Urgency.LIVE);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "100, 1", "101, 2", "250, 3", "1001, 11", "2345, 24"})
  void tasksOfAService_anyNumber_areAllSeen(int tasks, int pages) {
    cluster.tasks(tasks, "web");

    assertThat(urls(Looks.service(handler, "web"))).hasSize(tasks).doesNotHaveDuplicates();
    assertThat(cluster.aws.count("ListTasks")).isEqualTo(pages);
  }

  @Test
  void onlyTheServicesTasks_andOnlyThoseThatShouldRun_areListed() {
    cluster.tasks(3, "web");
    cluster.tasks(2, "other");
    cluster.change("web-00002", task -> task.put("desiredStatus", "STOPPED"));

    assertThat(listWeb())
        .isEqualTo(
            new TaskList.Page(
                List.of(FakeCluster.taskArn("web-00000"), FakeCluster.taskArn("web-00001")),
                Optional.empty(),
                cluster.nanos.get()));
    JsonNode request = cluster.aws.requests("ListTasks").getFirst();
    assertThat(request.path("cluster").asText()).isEqualTo("prod");
    assertThat(request.path("desiredStatus").asText()).isEqualTo("RUNNING");
    assertThat(request.path("serviceName").asText()).isEqualTo("web");
    assertThat(request.path("maxResults").asInt()).isEqualTo(100);
    assertThat(Looks.list(handler, null, Urgency.BACKGROUND)).hasSize(4);
  }

  @Test
  void pageBehindAToken_isAskedForByIt() {
    cluster.tasks(250, "web");

    assertThat(handler.list("prod", null, "100", Urgency.LIVE))
        .isInstanceOfSatisfying(
            TaskList.Page.class,
            page -> {
              assertThat(page.arns()).hasSize(100).contains(FakeCluster.taskArn("web-00100"));
              assertThat(page.next()).contains("200");
            });
    assertThat(cluster.aws.requests("ListTasks").getFirst().path("nextToken").asText())
        .isEqualTo("100");
  }

  @Test
  void emptyPageWithAToken_isNotTheEnd() {
    cluster.tasks(250, "web");
    cluster.emptyPagesBefore.add(1);
    cluster.emptyPagesBefore.add(3);

    assertThat(listWeb())
        .isEqualTo(new TaskList.Page(List.of(), Optional.of("0e"), cluster.nanos.get()));
    assertThat(Looks.list(handler, "web", Urgency.LIVE)).hasSize(250);
  }

  @Test
  void emptyToken_isTheEnd() {
    cluster.aws.on("ListTasks", request -> Answer.ok("{\"taskArns\": [], \"nextToken\": \"\"}"));

    assertThat(listWeb())
        .isEqualTo(new TaskList.Page(List.of(), Optional.empty(), cluster.nanos.get()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void failureOnAnyPage_saysOfWhichList(int page) {
    cluster.tasks(250, "web");
    cluster.aws.fail("ListTasks", page, Answer.error("ServerException", "Service Unavailable"));

    TaskList last = new TaskList.Page(List.of(), Optional.empty(), cluster.nanos.get());
    for (int i = 1; i <= page; i++) {
      String token = i == 1 ? null : String.valueOf(100 * (i - 1));
      last = handler.list("prod", "web", token, Urgency.LIVE);
    }

    assertThat(last)
        .isEqualTo(
            new TaskList.Failed(
                "list of cluster prod, service web:"
                    + " ListTasks: ServerException: Service Unavailable",
                false));
  }

  @Test
  void throttledPage_saysSo() {
    cluster.aws.fail("ListTasks", Answer.error("ThrottlingException", "Rate exceeded"));

    assertThat(handler.list("prod", null, null, Urgency.LIVE))
        .isEqualTo(
            new TaskList.Failed(
                "list of cluster prod: ListTasks: ThrottlingException: Rate exceeded", true));
  }

  /** Keeps what each call looked like to the gate. */
  private static final class Ledger implements CallGate {
    final List<Result<?>> outcomes = new ArrayList<>();

    @Override
    public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
      Result<T> outcome = call.get();
      outcomes.add(outcome);
      return outcome;
    }
  }

  @Test
  void pageThatWaitedForTheBudget_beganWhenItsTokenWasThere() {
    CallGate late =
        new CallGate() {
          @Override
          public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
            cluster.nanos.addAndGet(45);
            return call.get();
          }
        };

    assertThat(
            cluster
                .handler(late, Runnable::run, EcsOptions.NONE)
                .list("prod", "web", null, Urgency.BACKGROUND))
        .isEqualTo(new TaskList.Page(List.of(), Optional.empty(), 45));
  }

  @Test
  void serviceUnknownToEcs_hasNoTasks() {
    cluster.aws.fail("ListTasks", Answer.error("ServiceNotFoundException", "Service not found."));

    assertThat(listWeb())
        .isEqualTo(new TaskList.Page(List.of(), Optional.empty(), cluster.nanos.get()));
  }

  @Test
  void clusterUnknownToEcs_isNoFailure_andIsToldInPlainWords() {
    cluster.aws.fail("ListTasks", Answer.error("ClusterNotFoundException", "Cluster not found."));

    assertThat(listWeb())
        .isEqualTo(
            new TaskList.NoCluster(
                "list of cluster prod, service web:"
                    + " there is no such cluster in this account and Region"));
  }

  @ParameterizedTest
  @CsvSource({
    "ServiceNotFoundException, true",
    "ClusterNotFoundException, true",
    "AccessDeniedException, true",
    "ServerException, false",
    "ThrottlingException, false"
  })
  void whatIsWrongWithOneCluster_doesNotOpenTheCircuitForAll(String code, boolean answered) {
    cluster.aws.fail("ListTasks", Answer.error(code, "no"));
    Ledger gate = new Ledger();

    cluster.handler(gate, Runnable::run, EcsOptions.NONE).list("prod", null, null, Urgency.LIVE);

    assertThat(gate.outcomes)
        .singleElement()
        .satisfies(outcome -> assertThat(outcome instanceof Result.Ok).isEqualTo(answered));
  }

  @Test
  void clusterThatMayNotBeListed_isAFailedList() {
    cluster.aws.fail("ListTasks", Answer.error("AccessDeniedException", "not authorized"));

    assertThat(handler.list("prod", null, null, Urgency.LIVE))
        .isEqualTo(
            new TaskList.Failed(
                "list of cluster prod: ListTasks: AccessDeniedException: not authorized", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:ecs:us-west-2:111122223333:task/3f2a",
        "arn:aws:ecs:us-west-2:111122223333:task/prod/3f2a"
      })
  void arnsOfBothForms_theServiceIsTheGroups_notAPieceOfTheArn(String arn) {
    cluster.tasks(1, "web");
    var task = cluster.tasks.remove(FakeCluster.taskArn("web-00000"));
    cluster.tasks.put(arn, task.put("taskArn", arn));

    ObservedTask seen = only(Looks.service(handler, "web"));

    assertThat(seen.task().service()).isEqualTo(WEB);
    assertThat(seen.task().arn()).isEqualTo(arn);
    assertThat(urls(Looks.service(handler, "web"))).hasSize(1);
  }

  @Test
  void clusterGivenByArn_isCalledByItsNameInKeys() {
    cluster.tasks(1, "web");
    cluster.change("web-00000", task -> task.remove("clusterArn"));
    String arn = FakeCluster.ARN + "cluster/prod";
    List<String> asked = List.of(FakeCluster.taskArn("web-00000"));

    Description described = handler.describe(arn, () -> asked, Urgency.LIVE);

    assertThat(only(Descriptions.answered(described)).task().service()).isEqualTo(WEB);
    assertThat(Arns.clusterName(arn)).isEqualTo("prod");
    assertThat(Arns.clusterName("prod")).isEqualTo("prod");
  }
}
