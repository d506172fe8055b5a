package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.command.FreshLog;
import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.rig.TraefikTable;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The quick starts of the install pages, typed as they stand, as far as a machine without AWS, a
 * cluster and a registry goes.
 *
 * <ul>
 *   <li>A shell reads every block. {@code aws}, {@code docker}, {@code helm}, {@code kubectl},
 *       {@code sceptre} and {@code curl} only write down their words.
 *   <li>What the words ask of {@code cloudformation deploy} and of {@code helm} is then done: the
 *       template is worked out, the chart rendered by Helm itself, and the controller started with
 *       the words and variables that come of it, against a simulated account.
 *   <li>What {@code curl} asks for is asked of that controller.
 *   <li>Not done: building and pushing the image, stacks on AWS, the cluster's part (rollout,
 *       port-forward), Sceptre. Words to be filled in stay, but for the queue, which is the
 *       account's; the port is a free one.
 * </ul>
 */
@ExtendWith(FreshLog.class)
class QuickStartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CLUSTER = "staging";
  private static final String TABLE = "traefik-staging";
  private static final Pattern YAML = Pattern.compile("(?s)Write `(\\S+)`:\\s+```yaml\\n(.*?)```");

  private final LocalAws aws = new LocalAws(SimulatedAccount.inRealTime(11));
  @TempDir private Path folder;

  @BeforeEach
  void stage() {
    aws.account().cluster(CLUSTER).hosts(2).service("web").bridge(80).tasks(2);
    await().atMost(PATIENCE).until(aws.account()::steady);
  }

  @AfterEach
  void clear() {
    aws.close();
  }

  @Test
  void ecs_blocksTyped_startADryRun() throws Exception {
    List<List<String>> calls = new Typed(folder, "aws", "sceptre").all("install-ecs");

    Map<String, Stack> stacks = new TreeMap<>();
    for (List<String> call : calls) {
      if (call.subList(0, 3).equals(List.of("aws", "cloudformation", "deploy"))) {
        stacks.put(option(call, "--stack-name"), stack(call));
      }
    }
    assertThat(stacks)
        .containsOnlyKeys(
            "ecs-task-tracker",
            "ecs-task-tracker-data",
            "ecs-task-tracker-endpoint",
            "ecs-task-tracker-events");
    String leases =
        stacks
            .get("ecs-task-tracker-data")
            .at("Resources", "LeaseTable", "Properties", "TableName")
            .text();
    TraefikTable table = aws.newTable(TABLE);
    aws.newTable(leases);
    Tree container =
        stacks
            .get("ecs-task-tracker")
            .at("Resources", "TaskDefinition", "Properties", "ContainerDefinitions")
            .items()
            .getFirst();
    Map<String, String> env = new HashMap<>();
    container
        .items("Environment")
        .forEach(each -> env.put(each.at("Name").text(), each.at("Value").text()));
    assertThat(env).containsEntry("ECS_TASK_TRACKER_LEASE_TABLE", leases);
    assertThat(container.at("Command").items().stream().map(Tree::text)).containsExactly("run");

    runsDry(List.of(), env, table, "/diff");
  }

  @Test
  void kubernetes_blocksTyped_startADryRunThatAnswersCurl() throws Exception {
    Matcher values = YAML.matcher(Files.readString(Path.of("docs", "install-kubernetes.md")));
    assertThat(values.find()).isTrue();
    Files.writeString(
        folder.resolve(values.group(1)),
        values.group(2).replace("REGISTRY", "registry.example.com"));
    List<List<String>> calls =
        new Typed(folder, "docker", "helm", "kubectl", "curl").all("install-kubernetes");

    List<String> install = call(calls, "helm", "install");
    assertThat(install.get(3)).isEqualTo(Chart.FOLDER.toString());
    Path given = folder.resolve(option(install, "--values"));
    Release release = Chart.render(given);
    Map<String, String> env = new HashMap<>();
    release
        .container()
        .items("env")
        .forEach(
            each ->
                each.find("value")
                    .ifPresent(value -> env.put(each.at("name").text(), value.text())));
    List<String> words = new ArrayList<>(release.args());
    assertThat(words.removeFirst()).isEqualTo("run");
    words.removeIf(word -> word.startsWith("--port="));
    TraefikTable table = aws.newTable(TABLE);
    String url = call(calls, "curl").getLast();
    assertThat(url).startsWith("http://127.0.0.1:8080/");

    runsDry(words, env, table, url.replaceFirst("http://127.0.0.1:8080", ""));

    List<String> upgrade = call(calls, "helm", "upgrade");
    String[] set = option(upgrade, "--set").split("=", 2);
    assertThat(Chart.render(given, Map.of(set[0], set[1])).args())
        .contains("--queue-url=" + set[1]);
  }

  private void runsDry(
      List<String> words, Map<String, String> env, TraefikTable table, String asked)
      throws Exception {
    Path log = folder.resolve("log");
    try (ControllerProcess run =
        ControllerProcess.start(aws, ControllerProcess.freePort(), log, words, env)) {
      run.awaitReady();
      // Task definitions are read beside the first pass, and followed when they come.
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(run.get(asked))
                      .as(Files.readString(log))
                      .hasValueSatisfying(this::namesTheServers));
      assertThat(table.items()).isEmpty();
      assertThat(Files.readString(log)).contains("dry run: nothing will be written");
      assertThat(run.stop(PATIENCE)).hasValue(0);
    }
  }

  private void namesTheServers(String diff) {
    assertThat(aws.account().expectedServers(CLUSTER, "web")).hasSize(2).allMatch(diff::contains);
  }

  private Stack stack(List<String> call) {
    Map<String, String> values = new HashMap<>();
    for (String word : call.subList(call.indexOf("--parameter-overrides") + 1, call.size())) {
      String[] pair = word.split("=", 2);
      values.put(pair[0], pair[1]);
    }
    values.computeIfPresent("QueueUrl", (_, _) -> queueUrl());
    values.put("AWS::Region", aws.account().identity().region());
    values.put("AWS::StackName", option(call, "--stack-name"));
    return new Stack(Template.read(Path.of(option(call, "--template-file"))), values);
  }

  private String queueUrl() {
    return aws.account().events().deadLetters("events", "dead", 5).queueUrl("events");
  }

  private static List<String> call(List<List<String>> calls, String... begin) {
    return calls.stream()
        .filter(call -> call.subList(0, begin.length).equals(List.of(begin)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(List.of(begin) + " is not in " + calls));
  }

  private static String option(List<String> call, String name) {
    assertThat(call).contains(name);
    return call.get(call.indexOf(name) + 1);
  }
}
