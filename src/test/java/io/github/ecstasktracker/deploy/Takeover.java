package io.github.ecstasktracker.deploy;

import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * The image and the chart together: two containers as the rendered chart has them, against the
 * simulated account. The leader is killed, and the other takes over.
 *
 * <p>{@code Takeover REPOSITORY TAG PODMAN...}; .ci/image calls it.
 */
final class Takeover implements AutoCloseable {
  private static final String CLUSTER = "demo";
  private static final List<String> SERVICES = List.of("web", "api");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final LocalAws aws = new LocalAws(SimulatedAccount.inRealTime(7));
  private final HttpClient http = HttpClient.newHttpClient();
  private final String repository;
  private final String tag;

  private Takeover(String repository, String tag) {
    this.repository = repository;
    this.tag = tag;
  }

  public static void main(String[] words) throws Exception {
    try (Takeover takeover = new Takeover(words[0], words[1]);
        Containers containers = new Containers(List.of(words).subList(2, words.length))) {
      takeover.play(containers);
    }
    System.exit(0);
  }

  private void play(Containers containers) throws Exception {
    ClusterScript cluster = aws.account().cluster(CLUSTER).hosts(2);
    cluster.service("web").tasks(3).bridge(80);
    cluster.service("api").tasks(2).fargate(8080);
    int one = ControllerProcess.freePort();
    containers.start("tracker-1", release(one));
    until("the first leads", () -> answers(one, "/leaderz"));
    int two = ControllerProcess.freePort();
    containers.start("tracker-2", release(two));
    until("the second is ready", () -> answers(two, "/readyz"));
    until("the table is true", this::isTrue);
    require(!answers(two, "/leaderz"), "the second stands by");
    require(containers.health("tracker-1", one) == 0, "the leader calls itself alive");
    require(containers.health("tracker-2", two) == 0, "the standby calls itself alive");

    long killed = System.nanoTime();
    containers.kill("tracker-1");
    cluster.service("web").tasks(5);
    cluster.service("api").roll();
    until("the second leads", () -> answers(two, "/leaderz"));
    System.out.printf(
        Locale.ROOT,
        "tracker-1 was killed; tracker-2 leads after %.1f s%n",
        (System.nanoTime() - killed) / 1e9);
    until("the table is true again", this::isTrue);
    require(containers.stop("tracker-2") == 0, "SIGTERM ends in 0");
    System.out.println("the table is true; tracker-2 ended with 0 on SIGTERM");
  }

  private Release release(int port) {
    Map<String, Object> values = new TreeMap<>();
    values.put("region", aws.account().identity().region());
    values.put("clusters[0]", CLUSTER);
    values.put("table", LocalAws.TABLE);
    values.put("dryRun", false);
    values.put("resyncInterval", "5s");
    values.put("port", port);
    values.put("image.repository", repository);
    values.put("image.tag", tag);
    Map<String, String> env =
        new TreeMap<>(
            Map.of(
                "AWS_ENDPOINT_URL", aws.endpoint().toString(),
                "AWS_ACCESS_KEY_ID", "simulated",
                "AWS_SECRET_ACCESS_KEY", "simulated"));
    int index = 0;
    for (Map.Entry<String, String> variable : env.entrySet()) {
      values.put("env[" + index + "].name", variable.getKey());
      values.put("env[" + index + "].value", variable.getValue());
      index++;
    }
    return Chart.render(Chart.valueSet("minimal"), values);
  }

  private boolean isTrue() {
    return aws.account().steady()
        && SERVICES.stream()
            .allMatch(
                service ->
                    aws.table()
                        .servers(service)
                        .equals(aws.account().expectedServers(CLUSTER, service)));
  }

  private boolean answers(int port, String path) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // it is starting or gone, which is what the caller asks
    }
  }

  private static void until(String what, Callable<Boolean> condition) {
    await(what).atMost(PATIENCE).until(condition);
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("not so: " + what);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    aws.close();
  }
}
