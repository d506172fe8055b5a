package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.LintResult;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.app.config.Option;
import io.github.ecstasktracker.app.config.Options;
import io.github.ecstasktracker.app.config.Verb;
import io.github.ecstasktracker.command.FreshLog;
import io.github.ecstasktracker.directory.LinkTemplate;
import io.github.ecstasktracker.http.Admission;
import io.github.ecstasktracker.http.auth.TrustedIssuer;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.Policy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The Helm chart, in the hands of Helm itself. */
@ExtendWith(FreshLog.class)
class ChartTest {
  @TempDir private Path root;

  static List<Path> valueSets() {
    return Chart.valueSets();
  }

  @Test
  void lint_findsNothing() {
    LintResult lint = Chart.lint();

    assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
  }

  @Test
  void valueSets_areAtLeastSix() {
    assertThat(valueSets()).hasSizeGreaterThanOrEqualTo(6);
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void everyObject_isOneThatTheApiTakes(Path values) throws Exception {
    TypeTable types = TypeTable.ofKubernetes();

    assertThat(Chart.render(values).objects())
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(object -> assertThat(types.faults(object, object.at("kind").text())).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void everyRelease_keepsTheRules(Path values) throws Exception {
    ChartRules rules = new ChartRules(Chart.render(values));
    Config config = rules.config(root);

    rules.names();
    rules.selectors();
    rules.ports(config);
    rules.routes();
    rules.restricted();
    rules.replicas(config);
    rules.account();
  }

  @Test
  void leastValues_runTwoDryReplicas() throws Exception {
    Release release = Chart.render(Chart.valueSet("minimal"));
    Config config = new ChartRules(release).config(root);

    assertThat(release.replicas()).isEqualTo(2);
    assertThat(config.rules().dryRun()).isTrue();
    assertThat(config.rules().policy()).isEqualTo(Policy.SYNC);
    assertThat(config.replicas().elect()).isTrue();
    assertThat(config.scope().clusters()).containsExactly("staging");
    assertThat(config.scope().table()).isEqualTo("traefik-staging");
    assertThat(release.container().at("image").text())
        .isEqualTo("registry.example.com/ecs-task-tracker:" + appVersion());
    assertThat(release.objects().stream().map(o -> o.at("kind").text()))
        .containsExactlyInAnyOrder(
            "ServiceAccount", "Service", "Deployment", "PodDisruptionBudget");
  }

  @Test
  void values_reachTheProgram() throws Exception {
    Config live = new ChartRules(Chart.render(Chart.valueSet("live"))).config(root);
    Config placed = new ChartRules(Chart.render(Chart.valueSet("placed"))).config(root);
    Config endpoint = new ChartRules(Chart.render(Chart.valueSet("endpoint"))).config(root);
    Config directory = new ChartRules(Chart.render(Chart.valueSet("directory"))).config(root);
    Config strange = new ChartRules(Chart.render(Chart.valueSet("strange"))).config(root);

    assertThat(live.rules().dryRun()).isFalse();
    assertThat(live.rules().maxRemovalPercent()).isEqualTo(25);
    assertThat(live.rules().defaultWeight()).isEqualTo(OptionalInt.of(0));
    assertThat(live.scope().clusters()).containsExactly("blue", "green");
    assertThat(live.replicas().leaseTable()).isEqualTo("locks");
    assertThat(live.triggers().queueUrl()).isPresent();
    assertThat(placed.pace().workers()).isEqualTo(16);
    assertThat(placed.pace().resyncInterval()).isEqualTo(Duration.ofMinutes(2));
    assertThat(placed.pace().apiShare()).isEqualTo(0.25);
    assertThat(placed.replicas().leaseDuration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(placed.http().compat()).isTrue();
    assertThat(endpoint.triggers().topicArns()).hasSize(2);
    assertThat(endpoint.triggers().eventTokenFile()).isPresent();
    assertThat(endpoint.http().apiTokenFile()).isPresent();
    assertThat(directory.rules().onHostDrain()).isEqualTo(OnHostDrain.WEIGHT);
    assertThat(directory.http().jwt().orElseThrow())
        .isEqualTo(
            new TrustedIssuer(
                URI.create("https://login.example.com/tenant"),
                "ecs-task-tracker",
                Optional.of(URI.create("https://login.example.com/tenant/keys")),
                true));
    assertThat(directory.http().admissions())
        .containsExactly(
            Admission.parse("query=10.0.0.0/8").orElseThrow(),
            Admission.parse("query=fd00::/8").orElseThrow(),
            Admission.parse("report=10.1.0.0/16").orElseThrow());
    assertThat(directory.http().tlsCertificates()).isPresent();
    assertThat(directory.http().tlsKey()).isPresent();
    assertThat(directory.http().links())
        .extracting(LinkTemplate::name)
        .containsExactly("cadvisor", "logs");
    assertThat(directory.historyTable()).contains("tasks-that-were");
    assertThat(strange.scope().clusters()).containsExactly("12345");
    assertThat(strange.scope().table()).isEqualTo("007");
    assertThat(strange.replicas().leaseTable()).isEqualTo("1e3");
    assertThat(strange.logs().debug()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "policy             | everything      | policy",
        "dryRun             | perhaps         | dryRun",
        "replicaCount       | -1              | replicaCount",
        "clusters[0]        | two words       | clusters",
        "table              | no/table        | table",
        "region             | Ireland         | region",
        "resyncInterval     | 60              | resyncInterval",
        "maxRemoval         | 101%            | maxRemoval",
        "defaultWeight      | -1              | defaultWeight",
        "apiShare           | 2               | apiShare",
        "queueUrl           | my-queue        | queueUrl",
        "topicArns[0]       | my-topic        | topicArns",
        "onHostDrain        | perhaps         | onHostDrain",
        "jwt.issuer         | http://login.example.com | issuer",
        "jwt.audience       | two words       | audience",
        "allowCidrs.query[0] | 10.0.0.0       | query",
        "allowCidrs.operator[0] | 10.0.0.0/8  | operator",
        "tlsSecret.name     | No_Name         | name",
        "links.logs         | logs.example    | links",
        "historyTable       | no/table        | historyTable",
        "extraArgs[0]       | workers=4       | extraArgs",
        "image.pullPolicy   | Sometimes       | pullPolicy",
        "image.digest       | latest          | digest",
        "logLevel           | loud            | logLevel",
        "service.port       | 0               | port",
        "polcy              | sync            | polcy",
        "serviceAccount.nam | x               | nam",
        "leaderElect        | off             | leaderElect",
      })
  void wrongValue_isRefusedByName(String key, String value, String named) {
    assertThatThrownBy(() -> Chart.render(Chart.valueSet("minimal"), Map.of(key, value)))
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource({
    "region, name the AWS Region",
    "clusters, name the ECS clusters",
    "table, name the DynamoDB table",
    "image, name the registry",
  })
  void missingValue_isAskedFor(String left, String told) throws Exception {
    List<String> lines =
        Files.readAllLines(Chart.valueSet("minimal")).stream()
            .filter(line -> !line.startsWith(left + ":"))
            .filter(line -> !(left.equals("image") && line.startsWith(" ")))
            .toList();
    Path values = Files.write(root.resolve("values.yaml"), lines);

    assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(told);
  }

  @Test
  void severalLiveReplicasWithoutALease_areRefused() {
    assertThatThrownBy(
            () ->
                Chart.render(
                    Chart.valueSet("minimal"), Map.of("leaderElect", false, "dryRun", false)))
        .hasMessageContaining("only one replica may run");
    assertThatThrownBy(
            () ->
                Chart.render(
                    Chart.valueSet("single"), Map.of("deploymentStrategy.type", "RollingUpdate")))
        .hasMessageContaining("Recreate");
  }

  @Test
  void unknownOption_wouldBeNoticed() {
    ChartRules rules =
        new ChartRules(
            Chart.render(Chart.valueSet("minimal"), Map.of("extraArgs[0]", "--worker=4")));

    assertThatThrownBy(() -> rules.config(root)).hasMessageContaining("--worker=4");
  }

  @Test
  void withATlsSecret_probesAndPrometheusSpeakHttps() {
    Release release = Chart.render(Chart.valueSet("directory"));
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(release.container().at(probe, "httpGet", "scheme").text()).isEqualTo("HTTPS");
      assertThat(
              Chart.render(Chart.valueSet("minimal")).container().find(probe, "httpGet", "scheme"))
          .isEmpty();
    }
    Tree endpoint = release.get("ServiceMonitor").at("spec", "endpoints").items().getFirst();
    assertThat(endpoint.at("scheme").text()).isEqualTo("https");
    assertThat(endpoint.at("tlsConfig", "serverName").text()).isEqualTo("tracker.example.com");
  }

  @Test
  void notesOfADryRun_sayHowToGoLive() {
    assertThat(Chart.notes(Chart.valueSet("minimal")))
        .contains("DRY RUN", "helm upgrade tracker", "--set dryRun=false", "traefik-staging-lease")
        .contains("No event source is set");
  }

  @Test
  void notesOfALiveRelease_sayTheWayBack() {
    assertThat(Chart.notes(Chart.valueSet("live")))
        .contains("It is LIVE", "--set dryRun=true")
        .doesNotContain("DRY RUN", "No event source");
  }

  /** A choice of the chart is the program's, word for word. */
  @ParameterizedTest
  @CsvSource({
    "policy, --policy",
    "onHostDrain, --on-host-drain",
    "logLevel, --log-level",
    "logFormat, --log-format"
  })
  void choices_areTheProgramsOwn(String value, String flag) {
    List<String> words =
        Chart.yaml("values.schema.json").at("properties", value, "enum").items().stream()
            .map(Tree::text)
            .toList();

    assertThat(String.join("|", words)).isEqualTo(option(flag).placeholder());
  }

  @ParameterizedTest
  @CsvSource({
    "policy, --policy",
    "onHostDrain, --on-host-drain",
    "maxRemoval, --max-removal",
    "resyncInterval, --resync-interval",
    "healthInterval, --health-interval",
    "apiShare, --api-share",
    "shutdownTimeout, --shutdown-timeout",
  })
  void defaults_areTheProgramsOwn(String value, String flag) {
    assertThat(Chart.yaml("values.yaml").at(value).text())
        .isEqualTo(option(flag).fallback().orElseThrow());
  }

  @Test
  void everyValue_isInTheSchemaAndInATemplate() throws Exception {
    String templates;
    try (Stream<Path> files = Files.list(Chart.FOLDER.resolve("templates"))) {
      List<String> texts = new ArrayList<>();
      for (Path file : files.toList()) {
        texts.add(Files.readString(file));
      }
      templates = texts.stream().collect(Collectors.joining());
    }
    Map<String, Object> schema = Chart.yaml("values.schema.json").at("properties").map();

    assertThat(Chart.yaml("values.yaml").map().keySet())
        .allSatisfy(
            value -> {
              assertThat(schema).containsKey(value);
              assertThat(templates).contains(".Values." + value);
            });
    assertThat(schema.keySet())
        .allMatch(v -> v.equals("global") || Chart.yaml("values.yaml").map().containsKey(v));
  }

  @Test
  void appVersion_isThePoms() throws Exception {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + appVersion() + "</version>\n  <name>ecs-task-tracker</name>");
  }

  private static String appVersion() {
    return Chart.yaml("Chart.yaml").at("appVersion").text();
  }

  private static Option<?> option(String flag) {
    return Options.usedBy(Verb.RUN).stream()
        .filter(option -> option.flag().equals(flag))
        .findFirst()
        .orElseThrow();
  }
}
