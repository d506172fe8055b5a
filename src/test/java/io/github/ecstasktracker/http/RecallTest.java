package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.directory.Places.dockerId;
import static io.github.ecstasktracker.directory.Places.task;
import static io.github.ecstasktracker.directory.Places.tcp;
import static io.github.ecstasktracker.http.report.Views.backend;
import static io.github.ecstasktracker.model.BackendView.State.IN_SYNC;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has been stays answerable when memory does not hold it. */
class RecallTest {
  private static final String TASK = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
  private static final String ID = dockerId("50f7a1b2c3d4");
  private final TestServer server = new TestServer();

  @BeforeEach
  void stage() {
    server.show(backend("web", IN_SYNC));
    server.history.kept.add(
        task(TASK).status("STOPPED", "STOPPED").container("web", ID, tcp(32_768, 80)).placed());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void taskOfThePast_isAnsweredFromTheHistoryOnce() throws Exception {
    server.assertGet("/query/container_id/50f7a1b2c3d4", 200, TASK);
    server.assertGet("/query/task_id/" + TASK, 200, ID);
    server.assertGet("/query/container_id/50f7", 200, TASK);
    assertThat(server.history.reads).hasValue(1);
  }

  @Test
  void shortIdOfThePast_isAnsweredFromTheHistory() throws Exception {
    server.assertGet("/query/container_id/50f", 200, TASK);
    assertThat(server.history.reads).hasValue(1);
  }

  @Test
  void anyNameOfThePast_isFound() throws Exception {
    for (String name :
        List.of("50f7", ID, TASK, "arn:aws:ecs:eu-west-1:123456789012:task/prod/" + TASK)) {
      try (TestServer fresh = new TestServer()) {
        fresh.show(backend("web", IN_SYNC));
        fresh.history.kept.addAll(server.history.kept);
        assertThat(fresh.get("/query?name=" + name).body()).contains(TASK, "\"history\"");
      }
    }
  }

  @Test
  void whatMemoryKnows_isNotLookedUp() throws Exception {
    server.directory.observe(List.of(server.history.kept.getFirst()));
    server.assertGet("/query/task_id/" + TASK, 200, ID);
    assertThat(server.history.reads).hasValue(0);
  }

  @Test
  void whatWasNeverThere_isLookedUpOnceInTenSeconds() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(server.get("/query/task_id/ffff2c3d4e5f60718293a4b5c6d7e8f9").statusCode())
          .isEqualTo(404);
    }
    assertThat(server.history.reads).hasValue(1);
    server.hostClock.addAndGet(Duration.ofSeconds(10).toNanos());
    server.get("/query/task_id/ffff2c3d4e5f60718293a4b5c6d7e8f9");
    assertThat(server.history.reads).hasValue(2);
  }

  @Test
  void whatIsNoId_isNotLookedUp() throws Exception {
    for (String id :
        new String[] {"50f%25", "50f_", "50f7%25%25%25%25%25%25%25%25%25", "x".repeat(81)}) {
      assertThat(server.get("/query/container_id/" + id).statusCode()).isEqualTo(404);
    }
    assertThat(server.history.reads).hasValue(0);
  }

  /** A table of an older release has no index: whole ids are found all the same. */
  @Test
  void lookForABeginningThatFails_leavesWholeIdsFound() throws Exception {
    server.history.lost = true;
    assertThat(server.get("/query/container_id/50f").statusCode()).isEqualTo(404);
    server.history.lost = false;
    assertThat(server.get("/query/container_id/50f7").statusCode()).isEqualTo(404);
    assertThat(server.history.reads).hasValue(1);
    server.assertGet("/query/container_id/" + ID, 200, TASK);
  }

  @Test
  void lostTable_leavesMemoryAndIsNotAskedAgainAtOnce() throws Exception {
    server.history.lost = true;
    for (int i = 0; i < 5; i++) {
      assertThat(server.get("/query/task_id/" + TASK).statusCode()).isEqualTo(404);
    }
    assertThat(server.history.reads).hasValue(1);
    server.history.lost = false;
    server.hostClock.addAndGet(Duration.ofSeconds(5).toNanos());
    server.assertGet("/query/task_id/" + TASK, 200, ID);
  }
}
