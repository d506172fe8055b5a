package io.github.ecstasktracker.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.http.Admission;
import io.github.ecstasktracker.http.auth.TrustedIssuer;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.Policy;
import io.github.ecstasktracker.trigger.TopicArn;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Defaults, explicit mappings and rejections; every option of the table has its row here. */
class ConfigTest {
  private static final Map<String, String> MINIMUM =
      Map.of("REGION", "eu-west-1", "TRAEFIK_TABLE", "traefik", "CLUSTER", "demo");

  private static final String QUEUE = "https://sqs.eu-west-1.amazonaws.com/123456789012/events";

  @TempDir static Path folder;
  private static Path token;

  @BeforeAll
  static void writeToken() throws IOException {
    token = Files.writeString(folder.resolve("token"), "s3cret");
  }

  /**
   * An option, a value that is not its default, and the typed value it must become.
   *
   * @param also other flags without which the value would be refused
   */
  private record Row(
      Option<?> option, Verb verb, String text, Function<Config, Object> field, Object value) {
    @Override
    public String toString() {
      return option.flag() + "=" + text;
    }
  }

  private static Row row(
      Option<?> option, String text, Function<Config, Object> field, Object value) {
    return new Row(
        option, option.verbs().contains(Verb.RUN) ? Verb.RUN : Verb.DIFF, text, field, value);
  }

  private static Row agent(
      Option<?> option, String text, Function<Config, Object> field, Object value) {
    return new Row(option, Verb.AGENT, text, field, value);
  }

  /** A rule is watched only where it has somewhere to send. */
  private static Map<String, String> surroundings(Row row) {
    Map<String, String> env = new HashMap<>(MINIMUM);
    if (row.verb() == Verb.QUERY && !row.option().equals(DirectoryOptions.NAME)) {
      env.put(DirectoryOptions.NAME.env().getFirst(), "web");
    }
    if (row.option().equals(TlsOptions.CERT_FILE)) {
      env.put(TlsOptions.KEY_FILE.env().getFirst(), token.toString());
    }
    if (row.option().equals(TlsOptions.KEY_FILE)) {
      env.put(TlsOptions.CERT_FILE.env().getFirst(), token.toString());
    }
    if (List.of(JwtOptions.ISSUER, JwtOptions.AUDIENCE, JwtOptions.JWKS_URL, JwtOptions.SCOPES)
        .contains(row.option())) {
      env.put(JwtOptions.ISSUER.env().getFirst(), "https://login.example");
      env.put(JwtOptions.AUDIENCE.env().getFirst(), "tracker");
    }
    if (row.option().equals(EventOptions.ENSURE_RULE)) {
      env.put(EventOptions.QUEUE_URL.env().getFirst(), QUEUE);
    }
    if (row.verb() == Verb.AGENT) {
      env.put(AgentOptions.ENDPOINT.env().getFirst(), "http://127.0.0.1:8080");
    }
    return env;
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(Options.REGION, "us-gov-west-1", c -> c.scope().region(), "us-gov-west-1"),
        row(Options.CLUSTERS, "a, b", c -> c.scope().clusters(), List.of("a", "b")),
        row(Options.TABLE, "traefik-staging", c -> c.scope().table(), "traefik-staging"),
        row(
            Options.SERVICE_ALLOW,
            "web*,demo/api",
            c -> c.scope().services().allow(),
            List.of("web*", "demo/api")),
        row(Options.SERVICE_DENY, "batch-?", c -> c.scope().services().deny(), List.of("batch-?")),
        row(Options.DRY_RUN, "on", c -> c.rules().dryRun(), true),
        row(Options.POLICY, "upsert-only", c -> c.rules().policy(), Policy.UPSERT_ONLY),
        row(Options.MAX_REMOVAL, "25%", c -> c.rules().maxRemovalPercent(), 25),
        row(Options.DEFAULT_WEIGHT, "1", c -> c.rules().defaultWeight(), OptionalInt.of(1)),
        row(
            Options.ON_HOST_DRAIN,
            "remove-if-others-remain",
            c -> c.rules().onHostDrain(),
            OnHostDrain.REMOVE_IF_OTHERS_REMAIN),
        new Row(Options.FORCE, Verb.SYNC, "true", c -> c.rules().force(), true),
        new Row(Options.TRY_WRITES, Verb.DOCTOR, "true", c -> c.rules().tryWrites(), true),
        row(EventOptions.ENSURE_RULE, "on", c -> c.triggers().rule().ensured(), true),
        row(
            EventOptions.RULE_NAME,
            "events-1",
            c -> c.triggers().rule().name(),
            Optional.of("events-1")),
        row(
            EventOptions.DEAD_LETTER_ARN,
            "arn:aws:sqs:eu-west-1:123456789012:dead",
            c -> c.triggers().rule().deadLetterArn(),
            Optional.of("arn:aws:sqs:eu-west-1:123456789012:dead")),
        new Row(
            DirectoryOptions.NAME,
            Verb.QUERY,
            "10.0.1.5:53/udp",
            Config::sought,
            Optional.of("10.0.1.5:53/udp")),
        row(
            DirectoryOptions.LINKS,
            "app=http://{instance_ip}:{instance_port}/",
            c -> c.http().links().getFirst().name(),
            "app"),
        row(
            DirectoryOptions.ALLOW_CIDR,
            "query=10.0.0.0/8,report=10.1.0.0/16",
            c -> c.http().admissions(),
            List.of(
                Admission.parse("query=10.0.0.0/8").orElseThrow(),
                Admission.parse("report=10.1.0.0/16").orElseThrow())),
        row(DirectoryOptions.ALL_HOSTS, "on", c -> c.http().allHosts(), true),
        row(
            HistoryOptions.HISTORY_TABLE,
            "tasks-that-were",
            Config::historyTable,
            Optional.of("tasks-that-were")),
        agent(
            AgentOptions.ENDPOINT,
            "https://tracker.example:8443",
            c -> c.agent().endpoint(),
            Optional.of(URI.create("https://tracker.example:8443"))),
        agent(
            AgentOptions.INTROSPECTION_URL,
            "http://172.17.0.1:51678",
            c -> c.agent().introspection(),
            URI.create("http://172.17.0.1:51678")),
        agent(
            AgentOptions.METADATA_URL,
            "http://[fd00:ec2::254]",
            c -> c.agent().metadata(),
            URI.create("http://[fd00:ec2::254]")),
        agent(AgentOptions.POLL_INTERVAL, "2s", c -> c.agent().poll(), Duration.ofSeconds(2)),
        agent(
            AgentOptions.HEARTBEAT_INTERVAL,
            "1m",
            c -> c.agent().heartbeat(),
            Duration.ofMinutes(1)),
        row(EventOptions.PUBLISH_EVENTS, "orders", Config::publishTo, Optional.of("orders")),
        row(
            EventOptions.QUEUE_URL,
            "https://sqs.eu-west-1.amazonaws.com/123456789012/events",
            c -> c.triggers().queueUrl(),
            Optional.of(URI.create("https://sqs.eu-west-1.amazonaws.com/123456789012/events"))),
        row(
            EventOptions.TOPIC_ARN,
            "arn:aws:sns:eu-west-1:123456789012:ecs",
            c -> c.triggers().topicArns(),
            List.of(new TopicArn("arn:aws:sns:eu-west-1:123456789012:ecs"))),
        row(
            EventOptions.EVENT_TOKEN_FILE,
            "{token}",
            c -> c.triggers().eventTokenFile().isPresent(),
            true),
        row(Options.RESYNC_INTERVAL, "2m", c -> c.pace().resyncInterval(), Duration.ofMinutes(2)),
        row(
            Options.HEALTH_INTERVAL,
            "1500ms",
            c -> c.pace().healthInterval(),
            Duration.ofMillis(1_500)),
        row(Options.API_SHARE, "0.25", c -> c.pace().apiShare(), 0.25),
        row(Options.WORKERS, "3", c -> c.pace().workers(), 3),
        row(Options.SHUTDOWN_TIMEOUT, "1m", c -> c.pace().shutdownTimeout(), Duration.ofMinutes(1)),
        row(
            HttpOptions.PORT,
            "127.0.0.1:9090",
            c -> c.http().listen(),
            new ListenAddress(Optional.of("127.0.0.1"), 9090)),
        row(HttpOptions.API_TOKEN_FILE, "{token}", c -> c.http().apiTokenFile().isPresent(), true),
        row(
            JwtOptions.ISSUER,
            "https://login.example/tenant",
            c -> c.http().jwt().orElseThrow(),
            new TrustedIssuer(
                URI.create("https://login.example/tenant"), "tracker", Optional.empty(), false)),
        row(
            JwtOptions.AUDIENCE,
            "https://tracker.example",
            c -> c.http().jwt().orElseThrow().audience(),
            "https://tracker.example"),
        row(
            JwtOptions.JWKS_URL,
            "https://keys.example/jwks",
            c -> c.http().jwt().orElseThrow().keys(),
            Optional.of(URI.create("https://keys.example/jwks"))),
        row(JwtOptions.SCOPES, "on", c -> c.http().jwt().orElseThrow().scoped(), true),
        row(TlsOptions.CERT_FILE, "{token}", c -> c.http().tlsCertificates().isPresent(), true),
        row(TlsOptions.KEY_FILE, "{token}", c -> c.http().tlsKey().isPresent(), true),
        row(HttpOptions.COMPAT, "yes", c -> c.http().compat(), true),
        new Row(
            HttpOptions.URL,
            Verb.SYNC,
            "http://10.0.1.5:8080",
            c -> c.http().leader(),
            Optional.of(URI.create("http://10.0.1.5:8080"))),
        row(ReplicaOptions.LEADER_ELECT, "off", c -> c.replicas().elect(), false),
        row(ReplicaOptions.LEASE_TABLE, "leases", c -> c.replicas().leaseTable(), "leases"),
        row(
            ReplicaOptions.LEASE_DURATION,
            "20s",
            c -> c.replicas().leaseDuration(),
            Duration.ofSeconds(20)),
        row(
            ReplicaOptions.LEASE_RENEW_DEADLINE,
            "9s",
            c -> c.replicas().renewDeadline(),
            Duration.ofSeconds(9)),
        row(
            ReplicaOptions.LEASE_RETRY_PERIOD,
            "500ms",
            c -> c.replicas().retryPeriod(),
            Duration.ofMillis(500)),
        new Row(
            ReplicaOptions.REPLICA_NAME,
            Verb.RUN,
            "blue-1",
            c -> c.replicas().name(),
            Optional.of("blue-1")),
        new Row(Options.CREATE, Verb.DOCTOR, "on", c -> c.replicas().create(), true),
        new Row(Options.OUTPUT, Verb.DIFF, "json", c -> c.output().format(), OutputFormat.JSON),
        new Row(Options.COLOR, Verb.DIFF, "never", c -> c.output().color(), ColorMode.NEVER),
        row(
            Options.CLOUDWATCH_NAMESPACE,
            "Trackers/Prod",
            Config::cloudWatchNamespace,
            Optional.of("Trackers/Prod")),
        row(Options.LOG_LEVEL, "warn", c -> c.logs().level(), LogLevel.WARN),
        row(Options.LOG_FORMAT, "JSON", c -> c.logs().format(), LogFormat.JSON),
        row(Options.DEBUG, "on", c -> c.logs().debug(), true));
  }

  @Test
  void tlsFiles_needEachOtherButForAHealthCheck() {
    for (String flag : List.of("--tls-cert-file", "--tls-key-file")) {
      assertThat(rejected(Verb.RUN, Map.of(flag, token.toString()), MINIMUM))
          .singleElement()
          .asString()
          .endsWith("ECS_TASK_TRACKER_TLS_KEY_FILE need each other");
    }
    assertThat(
            accepted(Verb.HEALTH, Map.of("--tls-cert-file", token.toString()), Map.of())
                .http()
                .tlsCertificates())
        .isPresent();
  }

  @Test
  void hostDrainByWeight_needsAWeightToComeBackTo() {
    Map<String, String> flags = Map.of("--on-host-drain", "weight");
    assertThat(rejected(Verb.RUN, flags, MINIMUM))
        .singleElement()
        .asString()
        .startsWith("--on-host-drain")
        .endsWith("above 0");
    assertThat(
            rejected(
                Verb.RUN, Map.of("--on-host-drain", "weight", "--default-weight", "0"), MINIMUM))
        .hasSize(1);
    assertThat(
            accepted(
                    Verb.RUN,
                    Map.of("--on-host-drain", "weight", "--default-weight", "10"),
                    MINIMUM)
                .rules()
                .onHostDrain())
        .isEqualTo(OnHostDrain.WEIGHT);
  }

  @Test
  void jwtIssuerAndAudience_needEachOther() {
    Map<String, String> issuer = Map.of("--jwt-issuer", "https://login.example");
    Map<String, String> audience = Map.of("--jwt-audience", "tracker");
    for (Map<String, String> flags : List.of(issuer, audience)) {
      assertThat(rejected(Verb.RUN, flags, MINIMUM))
          .singleElement()
          .asString()
          .endsWith("ECS_TASK_TRACKER_JWT_AUDIENCE need each other");
    }
    assertThat(rejected(Verb.RUN, Map.of("--jwt-scopes", "on"), MINIMUM))
        .singleElement()
        .asString()
        .endsWith("needs --jwt-issuer / ECS_TASK_TRACKER_JWT_ISSUER");
    assertThat(rejected(Verb.RUN, Map.of("--jwt-jwks-url", "https://keys.example"), MINIMUM))
        .singleElement()
        .asString()
        .endsWith("needs --jwt-issuer / ECS_TASK_TRACKER_JWT_ISSUER");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://login.example",
        "https://login.example?x=y",
        "https://user@login.example",
        "login.example",
        "https://"
      })
  void jwtIssuerThatCannotBeTrusted_isRefused(String issuer) {
    assertThat(
            rejected(
                Verb.RUN, Map.of("--jwt-issuer", issuer, "--jwt-audience", "tracker"), MINIMUM))
        .anySatisfy(error -> assertThat(error).contains("--jwt-issuer", "https"));
  }

  @Test
  void queryWithoutAName_isRefusedWithAUrlToo() {
    for (Map<String, String> flags :
        List.of(Map.<String, String>of(), Map.of("--url", "http://127.0.0.1:8080"))) {
      assertThat(rejected(Verb.QUERY, flags, MINIMUM))
          .containsExactly("query needs a name to find: query NAME");
    }
  }

  @Test
  void linksOfOneName_areRefused() {
    assertThat(rejected(Verb.RUN, Map.of("--link", "a=http://h/1,a=http://h/2"), MINIMUM))
        .containsExactly("--link / ECS_TASK_TRACKER_LINK names a twice: leave one out");
  }

  @Test
  void everyOption_hasARow() {
    assertThat(rows().<Option<?>>map(Row::option)).containsExactlyInAnyOrderElementsOf(Options.ALL);
  }

  @Test
  void historyTable_isNoneOfTheOtherTwo() {
    for (String name : List.of("traefik", "traefik-lease")) {
      assertThat(rejected(Verb.RUN, Map.of("--history-table", name), MINIMUM))
          .singleElement()
          .asString()
          .contains("--history-table");
    }
  }

  @Test
  void defaults() {
    Config config = accepted(Verb.RUN, Map.of(), MINIMUM);

    assertThat(config)
        .isEqualTo(
            new Config(
                new Config.Scope(
                    "eu-west-1",
                    List.of("demo"),
                    "traefik",
                    new ServiceFilter(List.of(), List.of())),
                new Config.Rules(
                    Policy.SYNC, 50, OptionalInt.empty(), OnHostDrain.IGNORE, false, false, false),
                new Config.Triggers(
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    new Config.Rule(false, Optional.empty(), Optional.empty())),
                new Config.Pace(
                    Duration.ofSeconds(60), Duration.ofSeconds(15), 0.5, 8, Duration.ofSeconds(30)),
                new Config.Http(
                    new ListenAddress(Optional.empty(), 8080),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    false,
                    Optional.empty()),
                new Config.Replicas(
                    true,
                    "traefik-lease",
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Optional.empty(),
                    false),
                new Config.Agent(
                    Optional.empty(),
                    URI.create("http://127.0.0.1:51678"),
                    URI.create("http://169.254.169.254"),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30)),
                new Config.Output(OutputFormat.TEXT, ColorMode.AUTO),
                new Config.Logs(LogLevel.INFO, LogFormat.TEXT, false),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void flag_isMapped(Row row) {
    assertThat(row.field().apply(accepted(row.verb(), flag(row), surroundings(row))))
        .isEqualTo(row.value());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyVariable_isMapped(Row row) {
    for (String variable : row.option().env()) {
      Map<String, String> env = new HashMap<>(surroundings(row));
      row.option().env().forEach(env::remove);
      env.put(variable, text(row));

      assertThat(row.field().apply(accepted(row.verb(), Map.of(), env)))
          .as(variable)
          .isEqualTo(row.value());
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void flag_winsOverVariable(Row row) {
    Map<String, String> env = new HashMap<>(surroundings(row));
    row.option().env().forEach(name -> env.put(name, "\u0000 nothing would accept this"));

    assertThat(row.field().apply(accepted(row.verb(), flag(row), env))).isEqualTo(row.value());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void unusableValue_isRefusedWithFlagVariableAndRemedy(Row row) {
    Map<String, String> flags = Map.of(row.option().flag(), "?/!");

    List<String> errors = rejected(row.verb(), flags, surroundings(row));

    assertThat(errors)
        .singleElement()
        .asString()
        .startsWith(row.option().flag() + " / " + row.option().env().getFirst() + " is \"?/!\"")
        .contains("must be ");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void emptyVariable_countsAsUnset(Row row) {
    Map<String, String> unset = new HashMap<>(surroundings(row));
    row.option().env().forEach(unset::remove);
    Map<String, String> empty = new HashMap<>(unset);
    row.option().env().forEach(name -> empty.put(name, " "));

    assertThat(ConfigReading.read(row.verb(), Map.of(), empty))
        .isEqualTo(ConfigReading.read(row.verb(), Map.of(), unset));
  }

  @Test
  void ruleWithoutOnePlaceToSendTo_isRefused() {
    String topic = "arn:aws:sns:eu-west-1:123456789012:a";
    for (Verb verb : Verb.TRIGGERS) {
      assertThat(rejected(verb, Map.of(), MINIMUM)).singleElement().asString().contains(" needs ");
      assertThat(rejected(verb, Map.of("--topic-arn", topic + "," + topic + "b"), MINIMUM))
          .hasSize(1);
      assertThat(rejected(verb, Map.of("--queue-url", QUEUE, "--topic-arn", topic), MINIMUM))
          .hasSize(1);
      assertThat(accepted(verb, Map.of("--topic-arn", topic), MINIMUM).triggers().topicArns())
          .containsExactly(new TopicArn(topic));
    }
    assertThat(rejected(Verb.RUN, Map.of("--ensure-rule", "on"), MINIMUM))
        .singleElement()
        .asString()
        .startsWith("--ensure-rule / ECS_TASK_TRACKER_ENSURE_RULE needs either --queue-url");
  }

  @Test
  void allErrors_areToldAtOnce() {
    List<String> errors =
        rejected(
            Verb.RUN,
            Map.of("--resync-interval", "soon", "--workers", "0"),
            Map.of("REGION", "europe", "ECS_TASK_TRACKER_DRYRUN", "on"));

    assertThat(errors)
        .satisfiesExactlyInAnyOrder(
            e -> assertThat(e).startsWith("--region / REGION is \"europe\""),
            e -> assertThat(e).startsWith("--cluster / CLUSTER is not set"),
            e -> assertThat(e).startsWith("--table / TRAEFIK_TABLE is not set"),
            e ->
                assertThat(e)
                    .isEqualTo(
                        "--resync-interval / ECS_TASK_TRACKER_RESYNC_INTERVAL is \"soon\": must be"
                            + " a duration from 5s to 1h, like 500ms, 60s or 2m"),
            e -> assertThat(e).startsWith("--workers / ECS_TASK_TRACKER_WORKERS is \"0\""),
            e -> assertThat(e).startsWith("ECS_TASK_TRACKER_DRYRUN is not a variable"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--resync-interval | 4s",
        "--resync-interval | 61m",
        "--resync-interval | -60s",
        "--resync-interval | 60",
        "--resync-interval | 99999999999s",
        "--health-interval | 0s",
        "--shutdown-timeout | 11m",
        "--workers | 257",
        "--workers | 1.5",
        "--max-removal | 101%",
        "--max-removal | -1%",
        "--max-removal | 0.5",
        "--api-share | 0",
        "--api-share | 1.01",
        "--api-share | NaN",
        "--default-weight | -1",
        "--default-weight | 1000001",
        "--policy | everything",
        "--port | 65536",
        "--port | http://localhost:80",
        "--port | a b:80",
        "--queue-url | ftp://sqs.eu-west-1.amazonaws.com/1/q",
        "--queue-url | https://user:pw@sqs.eu-west-1.amazonaws.com/1/q",
        "--queue-url | https://sqs.eu-west-1.amazonaws.com/q",
        "--topic-arn | arn:aws:sqs:eu-west-1:123456789012:ecs",
        "--topic-arn | arn:aws:sns:eu-west-1:123456789012:ecs,",
        "--topic-arn | arn:aws:sns:everywhere:123456789012:ecs",
        "--cluster | a,,b",
        "--cluster | my cluster",
        "--table | ab",
        "--service-allow | [a-z]+",
        "--region | EU-WEST-1",
        "--api-token-file | /does/not/exist",
        "--log-level | loud",
        "--lease-duration | 999ms",
        "--lease-duration | 11m",
        "--lease-renew-deadline | 499ms",
        "--lease-retry-period | 99ms",
        "--replica-name | two words",
      })
  void valueOutOfBounds_isRefused(String flag, String text) {
    assertThat(rejected(Verb.RUN, Map.of(flag, text), MINIMUM))
        .singleElement()
        .asString()
        .startsWith(flag + " / ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.1.5:8080",
        "ftp://10.0.1.5",
        "http://user:pw@10.0.1.5",
        "http://10.0.1.5/sync",
        "http://10.0.1.5?force=true",
        "http:///",
      })
  void urlThatIsNoServersAddress_isRefused(String text) {
    assertThat(rejected(Verb.SYNC, Map.of("--url", text), MINIMUM))
        .singleElement()
        .asString()
        .startsWith("--url / ECS_TASK_TRACKER_URL is ");
  }

  @Test
  void query_takesTheToken_thatAControllerOffLoopbackAsksFor() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "s3cret");
    Map<String, String> flags =
        Map.of(
            "--url", "https://tracker.internal",
            "--name", "web",
            "--api-token-file", token.toString());

    assertThat(accepted(Verb.QUERY, flags, Map.of()).http().apiTokenFile()).contains(token);
  }

  @Test
  void emptyTokenFile_isRefused() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));

    assertThat(rejected(Verb.RUN, Map.of("--api-token-file", empty.toString()), MINIMUM))
        .singleElement()
        .asString()
        .contains("must be a readable, non-empty file");
  }

  @ParameterizedTest
  @CsvSource({
    "8080, '', 8080",
    ":8080, '', 8080",
    "0, '', 0",
    "localhost:80, localhost, 80",
    "[::1]:8080, ::1, 8080",
  })
  void listenAddress_takesEveryForm(String text, String host, int port) {
    assertThat(accepted(Verb.RUN, Map.of("--port", text), MINIMUM).http().listen())
        .isEqualTo(new ListenAddress(Optional.of(host).filter(name -> !name.isEmpty()), port));
  }

  @Test
  void clusterArn_becomesItsShortName() {
    String arns = "arn:aws:ecs:eu-west-1:123456789012:cluster/blue,green";

    assertThat(accepted(Verb.RUN, Map.of("--cluster", arns), MINIMUM).scope().clusters())
        .containsExactly("blue", "green");
  }

  @Test
  void clusterArnOfAnotherRegion_isRefused() {
    String arn = "arn:aws:ecs:us-east-1:123456789012:cluster/blue";

    assertThat(rejected(Verb.RUN, Map.of("--cluster", arn), MINIMUM))
        .singleElement()
        .asString()
        .contains("--cluster / CLUSTER", "--region / REGION", arn);
  }

  @Test
  void clusterNamedTwice_isRefused() {
    String both = "blue,arn:aws:ecs:eu-west-1:123456789012:cluster/blue";

    assertThat(rejected(Verb.RUN, Map.of("--cluster", both), MINIMUM))
        .containsExactly("--cluster / CLUSTER names blue twice: leave one out");
  }

  @Test
  void leaseTable_isNeverTheManagedOne() {
    assertThat(rejected(Verb.RUN, Map.of("--lease-table", "traefik"), MINIMUM))
        .singleElement()
        .asString()
        .startsWith(
            "--lease-table / ECS_TASK_TRACKER_LEASE_TABLE is the managed table: must be a different"
                + " one");
  }

  @Test
  void leaseTable_isNeededWhereTheManagedOnesNameIsTooLong() {
    String longest = "t".repeat(250);
    assertThat(rejected(Verb.RUN, Map.of("--table", longest), MINIMUM))
        .singleElement()
        .asString()
        .startsWith("--lease-table / ECS_TASK_TRACKER_LEASE_TABLE is not set");
    assertThat(
            accepted(Verb.RUN, Map.of("--table", longest, "--lease-table", "leases"), MINIMUM)
                .replicas()
                .leaseTable())
        .isEqualTo("leases");
  }

  @Test
  void leaseTimes_areCheckedTogether() {
    Map<String, String> flags =
        Map.of(
            "--lease-duration", "3s",
            "--lease-renew-deadline", "3s",
            "--lease-retry-period", "2500ms");

    assertThat(rejected(Verb.RUN, flags, MINIMUM))
        .containsExactly(
            "--lease-duration / ECS_TASK_TRACKER_LEASE_DURATION is not longer than"
                + " --lease-renew-deadline / ECS_TASK_TRACKER_LEASE_RENEW_DEADLINE: a leader must"
                + " stop before the next one may begin",
            "--lease-renew-deadline / ECS_TASK_TRACKER_LEASE_RENEW_DEADLINE is not longer than 1.2"
                + " x --lease-retry-period / ECS_TASK_TRACKER_LEASE_RETRY_PERIOD: a leader needs"
                + " time to renew");
  }

  @Test
  void syncByUrl_needsNoScope() {
    Config config = accepted(Verb.SYNC, Map.of("--url", "https://tracker.internal/"), Map.of());

    assertThat(config.http().leader()).contains(URI.create("https://tracker.internal/"));
    assertThat(config.scope().clusters()).isEmpty();
    assertThat(rejected(Verb.SYNC, Map.of(), Map.of())).hasSize(3);
  }

  @Test
  void variablesOfAKubernetesService_arePassedOver() {
    Map<String, String> env = new HashMap<>(MINIMUM);
    env.put("ECS_TASK_TRACKER_PORT", "tcp://10.0.0.1:8080");
    env.put("ECS_TASK_TRACKER_SERVICE_HOST", "10.0.0.1");
    env.put("ECS_TASK_TRACKER_METRICS_PORT_8080_TCP_ADDR", "10.0.0.1");

    assertThat(accepted(Verb.RUN, Map.of(), env).http().listen().port()).isEqualTo(8080);
  }

  @Test
  void variableOfAnotherCommand_isPassedOver() {
    Map<String, String> env = new HashMap<>(MINIMUM);
    env.put("ECS_TASK_TRACKER_QUEUE_URL", "nonsense");

    assertThat(ConfigReading.read(Verb.DIFF, Map.of(), env))
        .isInstanceOf(ConfigReading.Accepted.class);
  }

  @Test
  void originalsVariables_workAsTheyAre() {
    Config config =
        accepted(
            Verb.RUN,
            Map.of(),
            Map.of(
                "REGION", "us-east-1",
                "PORT", ":8080",
                "TRAEFIK_TABLE", "traefik-staging",
                "CLUSTER", "staging",
                "DEBUG", "on"));

    assertThat(config.scope().clusters()).containsExactly("staging");
    assertThat(config.http().listen()).isEqualTo(new ListenAddress(Optional.empty(), 8080));
    assertThat(config.logs()).isEqualTo(new Config.Logs(LogLevel.DEBUG, LogFormat.TEXT, true));
  }

  @Test
  void settings_areThoseInEffect() {
    ConfigReading reading = ConfigReading.read(Verb.RUN, Map.of("--workers", "2"), MINIMUM);

    assertThat(((ConfigReading.Accepted) reading).settings())
        .contains(
            new Setting(Options.WORKERS, "2"),
            new Setting(Options.TABLE, "traefik"),
            new Setting(Options.POLICY, "sync"))
        .noneMatch(setting -> setting.option().equals(EventOptions.QUEUE_URL));
  }

  @Test
  void longValue_isShortenedInItsError() {
    assertThat(rejected(Verb.RUN, Map.of("--table", "\n" + "/".repeat(5_000)), MINIMUM))
        .singleElement()
        .asString()
        .hasSizeLessThan(300)
        .doesNotContain("\n");
  }

  @Test
  void secrets_areGivenByFileAlone() {
    assertThat(Options.ALL)
        .filteredOn(option -> option.flag().contains("token") || option.flag().contains("secret"))
        .isNotEmpty()
        .allMatch(option -> option.flag().endsWith("-file"));
  }

  private static Map<String, String> flag(Row row) {
    return Map.of(row.option().flag(), text(row));
  }

  private static String text(Row row) {
    return row.text().replace("{token}", token.toString());
  }

  private static Config accepted(Verb verb, Map<String, String> flags, Map<String, String> env) {
    ConfigReading reading = ConfigReading.read(verb, flags, env);
    assertThat(reading).isInstanceOf(ConfigReading.Accepted.class);
    return ((ConfigReading.Accepted) reading).config();
  }

  private static List<String> rejected(
      Verb verb, Map<String, String> flags, Map<String, String> env) {
    ConfigReading reading = ConfigReading.read(verb, flags, env);
    assertThat(reading).isInstanceOf(ConfigReading.Rejected.class);
    return ((ConfigReading.Rejected) reading).errors();
  }
}
