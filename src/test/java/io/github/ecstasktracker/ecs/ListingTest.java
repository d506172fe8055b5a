package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Observations.listed;
import static io.github.ecstasktracker.ecs.Observations.none;
import static io.github.ecstasktracker.ecs.Observations.urls;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Urgency;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A list is read to its end, or it is no list. */
class ListingTest {
  private static final ServiceKey WEB = new ServiceKey("prod", "web");

  private final FakeCluster cluster = new FakeCluster();
  private final EcsHandler handler = cluster.handler();

  private Observation observeWeb() {
    return handler.observeService(WEB, Set.of(), Urgency.LIVE);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "100, 1", "101, 2", "250, 3", "1001, 11", "2345, 24"})
  void tasksOfAService_anyNumber_areAllSeen(int tasks, int pages) {
    cluster.tasks(tasks, "web");

    assertThat(urls(observeWeb())).hasSize(tasks).doesNotHaveDuplicates();
    assertThat(cluster.aws.count("ListTasks")).isEqualTo(pages);
  }

  @Test
  void onlyTheServicesTasks_andOnlyThoseThatShouldRun_areListed() {
    cluster.tasks(3, "web");
    cluster.tasks(2, "other");
    cluster.change("web-00002", task -> task.put("desiredStatus", "STOPPED"));

    assertThat(urls(observeWeb())).hasSize(2);
    JsonNode request = cluster.aws.requests("ListTasks").getFirst();
    assertThat(request.path("desiredStatus").asText()).isEqualTo("RUNNING");
    assertThat(request.path("serviceName").asText()).isEqualTo("web");
    assertThat(urls(handler.observeCluster("prod", Set.of(), Urgency.BACKGROUND))).hasSize(4);
  }

  @Test
  void emptyPageWithAToken_isNotTheEnd() {
    cluster.tasks(250, "web");
    cluster.emptyPagesBefore.add(1);
    cluster.emptyPagesBefore.add(3);

    assertThat(urls(observeWeb())).hasSize(250);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void failureOnAnyPage_isVoid_neverAPartOfTheList(int page) {
    cluster.tasks(250, "web");
    cluster.aws.fail("ListTasks", page, Answer.error("ServerException", "Service Unavailable"));

    assertThat(none(observeWeb()))
        .isEqualTo(
            new Observation.Void(
                "list of cluster prod, service web, page "
                    + page
                    + ": ListTasks: ServerException: Service Unavailable",
                false));
    assertThat(cluster.aws.count("DescribeTasks")).isZero();
  }

  @Test
  void throttledPage_isVoidAndSaysThrottled() {
    cluster.aws.fail("ListTasks", Answer.error("ThrottlingException", "Rate exceeded"));

    assertThat(none(handler.observeCluster("prod", Set.of(), Urgency.LIVE)))
        .isEqualTo(
            new Observation.Void(
                "list of cluster prod, page 1: ListTasks: ThrottlingException: Rate exceeded",
                true));
  }

  @Test
  void serviceUnknownToEcs_hasNoTasks() {
    cluster.aws.fail("ListTasks", Answer.error("ServiceNotFoundException", "Service not found."));

    assertThat(listed(observeWeb()).tasks()).isEmpty();
  }

  @Test
  void clusterUnknownToEcs_isVoidInPlainWords() {
    cluster.aws.fail("ListTasks", Answer.error("ClusterNotFoundException", "Cluster not found."));

    assertThat(none(observeWeb()).reason())
        .endsWith("ListTasks: there is no such cluster in this account and Region");
  }

  @Test
  void listThatGivesTheSamePageAgain_isVoid() {
    cluster.aws.on(
        "ListTasks",
        request -> Answer.ok(StubAws.JSON.createObjectNode().put("nextToken", "round")));

    assertThat(none(observeWeb()).reason()).contains("answers with the same page again");
    assertThat(cluster.aws.count("ListTasks")).isEqualTo(2);
  }

  @Test
  void listWithoutEnd_isGivenUp() {
    AtomicInteger tokens = new AtomicInteger();
    cluster.aws.on(
        "ListTasks",
        request ->
            Answer.ok(
                StubAws.JSON.createObjectNode().put("nextToken", "t" + tokens.incrementAndGet())));

    assertThat(none(observeWeb()).reason()).contains("no end after so many pages");
    assertThat(cluster.aws.count("ListTasks")).isEqualTo(TaskLists.MAX_PAGES);
  }

  @Test
  void taskListedTwice_isDescribedOnce() {
    cluster.tasks(1, "web");
    String arn = FakeCluster.taskArn("web-00000");
    cluster.aws.on(
        "ListTasks",
        request -> {
          boolean second = request.has("nextToken");
          var answer = StubAws.JSON.createObjectNode();
          answer.putArray("taskArns").add(arn);
          return Answer.ok(second ? answer : answer.put("nextToken", "2"));
        });

    assertThat(listed(observeWeb()).tasks()).hasSize(1);
    assertThat(cluster.aws.requests("DescribeTasks").getFirst().path("tasks")).hasSize(1);
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

    ObservedTask seen = Observations.only(observeWeb());

    assertThat(seen.task().service()).isEqualTo(WEB);
    assertThat(seen.task().arn()).isEqualTo(arn);
    assertThat(urls(observeWeb())).hasSize(1);
  }

  @Test
  void clusterGivenByArn_isCalledByItsNameInKeys() {
    cluster.tasks(1, "web");
    cluster.change("web-00000", task -> task.remove("clusterArn"));
    String arn = FakeCluster.ARN + "cluster/prod";

    assertThat(
            Observations.only(handler.observeCluster(arn, Set.of(), Urgency.LIVE)).task().service())
        .isEqualTo(WEB);
    assertThat(Arns.clusterName(arn)).isEqualTo("prod");
    assertThat(Arns.clusterName("prod")).isEqualTo("prod");
  }
}
