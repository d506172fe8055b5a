package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.command.FreshLog;
import io.github.ecstasktracker.http.auth.TrustedIssuer;
import io.github.ecstasktracker.plan.OnHostDrain;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The CloudFormation templates, by what AWS documents and by what the program reads. */
@ExtendWith(FreshLog.class)
class CloudFormationTest {
  private static final String ANYWHERE = "0.0.0.0/0";

  static List<Template> templates() {
    return Template.all();
  }

  @Test
  void layers_areFourAndAVariant() {
    assertThat(templates())
        .extracting(Template::name)
        .containsExactlyInAnyOrder("cluster", "data", "events", "controller", "endpoint");
  }

  @ParameterizedTest
  @MethodSource("templates")
  void everyReference_leadsSomewhere(Template template) {
    Set<String> names = new TreeSet<>(template.section("Parameters").keySet());
    names.addAll(template.section("Resources").keySet());

    assertThat(names).containsAll(template.references());
    assertThat(template.section("Conditions").keySet())
        .containsExactlyInAnyOrderElementsOf(template.conditionsAskedFor());
  }

  @ParameterizedTest
  @MethodSource("templates")
  void everyParameter_isUsedAndExplained(Template template) {
    assertThat(template.references()).containsAll(template.section("Parameters").keySet());
    assertThat(template.tree().at("Parameters").map().keySet())
        .allSatisfy(
            name -> {
              Tree parameter = template.tree().at("Parameters", name);
              assertThat(parameter.map().keySet())
                  .isSubsetOf(
                      "Type",
                      "Description",
                      "Default",
                      "AllowedPattern",
                      "AllowedValues",
                      "MinValue",
                      "MaxValue");
              assertThat(parameter.at("Type").text())
                  .matches("String|Number|(List<)?AWS::EC2::(VPC|Subnet)::Id>?");
              defaultFits(parameter);
            });
  }

  private static void defaultFits(Tree parameter) {
    Optional<String> value = parameter.find("Default").map(Tree::text);
    if (value.isPresent()) {
      parameter
          .find("AllowedPattern")
          .ifPresent(pattern -> assertThat(value.get()).matches(Pattern.compile(pattern.text())));
      if (parameter.find("AllowedValues").isPresent()) {
        assertThat(parameter.at("AllowedValues").items().stream().map(Tree::text))
            .contains(value.get());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void everyResource_isSpelledAsAwsDocumentsIt(Template template) throws Exception {
    TypeTable types = TypeTable.ofCloudFormation();

    for (String name : template.section("Resources").keySet()) {
      Tree resource = template.tree().at("Resources", name);
      String type = resource.at("Type").text();
      assertThat(types.knows(type)).as(type).isTrue();
      assertThat(types.faults(resource.at("Properties"), type)).as(name).isEmpty();
      assertThat(resource.map().keySet())
          .isSubsetOf("Type", "Condition", "Properties", "DeletionPolicy", "UpdateReplacePolicy");
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void nobodyReachesTheTaskFromAnywhere(Template template) {
    for (Tree rule : rules(template)) {
      rule.find("CidrIp")
          .ifPresent(
              cidr -> {
                assertThat(cidr.text()).isNotEqualTo(ANYWHERE);
                String parameter = String.valueOf(cidr.map().get("Ref"));
                Tree declared = template.tree().at("Parameters", parameter);
                assertThat(declared.find("Default").map(Tree::text).orElse("")).isEmpty();
              });
      assertThat(rule.find("CidrIpv6")).isEmpty();
    }
    if (template.name().equals("controller")) {
      assertThat(rules(template)).hasSize(2);
      String pattern = template.tree().at("Parameters", "ApiCidr", "AllowedPattern").text();
      assertThat(ANYWHERE).doesNotMatch(pattern);
      assertThat("10.0.0.0/8").matches(pattern);
    }
  }

  private static List<Tree> rules(Template template) {
    return resources(template, "AWS::EC2::SecurityGroup")
        .flatMap(group -> group.items("Properties", "SecurityGroupIngress").stream())
        .map(rule -> rule.find("Fn::If").isPresent() ? rule.items("Fn::If").get(1) : rule)
        .toList();
  }

  /** A secret is named, never given: parameters are seen by whoever sees the stack. */
  @ParameterizedTest
  @MethodSource("templates")
  void noParameterTakesASecret(Template template) throws Exception {
    assertThat(template.section("Parameters").keySet())
        .filteredOn(name -> name.matches("(?i).*(secret|token|password|key).*"))
        .allMatch(name -> name.endsWith("Arn") || name.endsWith("ImageUri"));
    assertThat(Files.readString(Template.FOLDER.resolve("templates").resolve(template + ".yaml")))
        .doesNotContain("NoEcho", "resolve:ssm", "AKIA");
  }

  @ParameterizedTest
  @MethodSource("templates")
  void everyAlarm_isToldToWhoeverIsNamed(Template template) {
    assertThat(resources(template, "AWS::CloudWatch::Alarm"))
        .allSatisfy(
            alarm -> {
              assertThat(alarm.at("Properties", "AlarmActions").items("Fn::If")).hasSize(3);
              assertThat(alarm.find("Properties", "AlarmDescription")).isPresent();
              assertThat(alarm.find("Properties", "TreatMissingData")).isPresent();
            });
  }

  @Test
  void tables_outliveTheirStack() {
    assertThat(resources(Template.of("data"), "AWS::DynamoDB::Table"))
        .hasSize(3)
        .allSatisfy(
            table -> {
              assertThat(table.at("DeletionPolicy").text()).isEqualTo("Retain");
              assertThat(table.at("UpdateReplacePolicy").text()).isEqualTo("Retain");
              assertThat(table.at("Properties", "DeletionProtectionEnabled").value())
                  .isEqualTo(true);
              assertThat(table.at("Properties", "KeySchema").items())
                  .singleElement()
                  .matches(key -> key.at("AttributeName").text().equals("id"));
            });
  }

  @Test
  void queue_forgetsWithinMinutes() {
    Tree retention = Template.of("events").tree().at("Parameters", "RetentionSeconds");

    assertThat(retention.at("MinValue").number()).isEqualTo(300);
    assertThat(retention.at("MaxValue").number()).isEqualTo(900);
  }

  /** What the rules pick is what the program can read. */
  @Test
  void events_areThoseThatTheProgramReads() throws Exception {
    String parser =
        Files.readString(
            Path.of("src/main/java/io/github/ecstasktracker/trigger/EventParser.java"));
    List<String> types =
        resources(Template.of("events"), "AWS::Events::Rule")
            .flatMap(r -> r.items("Properties", "EventPattern", "detail-type").stream())
            .map(Tree::text)
            .toList();

    assertThat(types).hasSize(4).allMatch(type -> parser.contains('"' + type + '"'));
  }

  @Test
  void controller_runsTwoDryReplicasAsNobody() {
    Tree parameters = Template.of("controller").tree().at("Parameters");
    Tree container = container();

    assertThat(parameters.at("DryRun", "Default").text()).isEqualTo("true");
    assertThat(parameters.at("DesiredCount", "Default").number()).isEqualTo(2);
    assertThat(container.at("User").text()).isEqualTo("65532:65532");
    assertThat(container.at("ReadonlyRootFilesystem").value()).isEqualTo(true);
    assertThat(container.at("LinuxParameters", "Capabilities", "Drop").value())
        .isEqualTo(List.of("ALL"));
    assertThat(container.at("DockerLabels", "traefik.enable").text()).isEqualTo("false");
  }

  /** The environment with every parameter's default, and samples for those without. */
  @Test
  void controllersEnvironment_isReadByTheProgram() {
    Map<String, String> env = new LinkedHashMap<>();
    for (Tree variable : container().at("Environment").items()) {
      env.put(variable.at("Name").text(), resolved(variable.at("Value")));
    }

    Config config = ParsedArgs.ofRun(words(container().at("Command")), env);

    assertThat(config.rules().dryRun()).isTrue();
    assertThat(config.scope().clusters()).containsExactly("sample");
    assertThat(config.replicas().elect()).isTrue();
    assertThat(config.triggers().any()).isFalse();
    assertThat(config.http().listen().port())
        .isEqualTo(container().at("PortMappings").items().getFirst().at("ContainerPort").number());
    assertThat(container().at("StopTimeout").number())
        .isGreaterThan((int) config.pace().shutdownTimeout().toSeconds() + 5);
  }

  /** What a stack is given reaches the program as what it means. */
  @Test
  void controllersParameters_forTokensDrainsAndHosts_areReadByTheProgram() {
    Stack stack =
        new Stack(
            Template.of("controller"),
            Map.ofEntries(
                Map.entry("AWS::Region", "eu-west-1"),
                Map.entry("ClusterName", "sample"),
                Map.entry("ImageUri", "sample"),
                Map.entry("BackendsTableName", "sample"),
                Map.entry("LeaseTableName", "sample-lease"),
                Map.entry("JwtIssuer", "https://login.example.com/tenant"),
                Map.entry("JwtAudience", "tracker"),
                Map.entry("JwtScopes", "true"),
                Map.entry("OnHostDrain", "weight"),
                Map.entry("DefaultWeight", "10"),
                Map.entry("AllHosts", "true")));
    Map<String, String> env = new LinkedHashMap<>();
    stack
        .at("Resources", "TaskDefinition", "Properties", "ContainerDefinitions")
        .items()
        .getFirst()
        .at("Environment")
        .items()
        .forEach(each -> env.put(each.at("Name").text(), each.at("Value").text()));

    Config config = ParsedArgs.ofRun(List.of("run"), env);

    assertThat(config.http().jwt())
        .contains(
            new TrustedIssuer(
                URI.create("https://login.example.com/tenant"), "tracker", Optional.empty(), true));
    assertThat(config.rules().onHostDrain()).isEqualTo(OnHostDrain.WEIGHT);
    assertThat(config.rules().defaultWeight()).hasValue(10);
    assertThat(config.http().allHosts()).isTrue();
  }

  @Test
  void taskDefinitionSample_isReadByTheProgramAndLikeTheTemplate() throws Exception {
    Tree sample = Tree.document(Files.readString(Template.FOLDER.resolve("task-definition.json")));
    Tree container = sample.at("containerDefinitions").items().getFirst();
    Map<String, String> env = new LinkedHashMap<>();
    container
        .at("environment")
        .items()
        .forEach(each -> env.put(each.at("name").text(), each.at("value").text()));

    Config config = ParsedArgs.ofRun(words(container.at("command")), env);

    assertThat(config.rules().dryRun()).isTrue();
    Tree template =
        Template.of("controller").tree().at("Resources", "TaskDefinition", "Properties");
    assertThat(sample.at("networkMode").value()).isEqualTo(template.at("NetworkMode").value());
    assertThat(sample.at("runtimePlatform", "operatingSystemFamily").value())
        .isEqualTo(template.at("RuntimePlatform", "OperatingSystemFamily").value());
    assertThat(container.at("user").text()).isEqualTo(container().at("User").text());
    assertThat(container.at("readonlyRootFilesystem").value())
        .isEqualTo(container().at("ReadonlyRootFilesystem").value());
    assertThat(container.at("linuxParameters", "capabilities", "drop").value())
        .isEqualTo(container().at("LinuxParameters", "Capabilities", "Drop").value());
    assertThat(container.at("dockerLabels").value())
        .isEqualTo(container().at("DockerLabels").value());
    assertThat(container.at("healthCheck", "command").value())
        .isEqualTo(container().at("HealthCheck", "Command").value());
    assertThat(container.at("stopTimeout").value())
        .isEqualTo(container().at("StopTimeout").value());
  }

  /** Every way into the image is the one that the Dockerfile lays. */
  @Test
  void healthCheck_startsWhatTheImageHas() throws Exception {
    String dockerfile = Files.readString(Path.of("Dockerfile"));

    assertThat(words(container().at("HealthCheck", "Command")).stream().skip(1))
        .allMatch(word -> dockerfile.contains('"' + word + '"'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void sceptre_givesEveryParameterThatNeedsAValueAndNoOther(String stage) throws Exception {
    try (Stream<Path> stacks = Files.list(Template.FOLDER.resolve("config").resolve(stage))) {
      List<Path> files = stacks.filter(file -> !file.endsWith("config.yaml")).toList();
      assertThat(files).hasSizeGreaterThanOrEqualTo(3);
      for (Path file : files) {
        stack(file, stage);
      }
    }
  }

  private static void stack(Path file, String stage) throws Exception {
    String text =
        Files.readString(file)
            .replaceAll("\\{\\{ *var\\.\\w+ \\| default\\([\"'](.*?)[\"']\\) *}}", "$1");
    Tree stack = Template.parse("stack", text).tree();
    Template template = Template.of(stack.at("template", "path").text().replace(".yaml", ""));
    Set<String> given = stack.at("parameters").map().keySet();

    assertThat(template.section("Parameters").keySet()).containsAll(given);
    assertThat(given).containsAll(withoutDefault(template));
    for (String name : given) {
      Tree value = stack.at("parameters", name);
      if (value.value() instanceof Map<?, ?> map) {
        String[] output = String.valueOf(map.get("Fn::stack_output")).split("::");
        assertThat(output[0]).startsWith(stage + "/");
        assertThat(
                Template.of(output[0].substring(stage.length() + 1).replace(".yaml", ""))
                    .section("Outputs"))
            .containsKey(output[1]);
      } else {
        Tree declared = template.tree().at("Parameters", name);
        if (declared.find("AllowedValues").isPresent()) {
          assertThat(declared.at("AllowedValues").items().stream().map(Tree::text))
              .contains(value.text());
        }
      }
    }
  }

  private static Set<String> withoutDefault(Template template) {
    Set<String> names = new TreeSet<>();
    for (String name : template.section("Parameters").keySet()) {
      if (template.tree().find("Parameters", name, "Default").isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }

  private static Stream<Tree> resources(Template template, String type) {
    return template.section("Resources").keySet().stream()
        .map(name -> template.tree().at("Resources", name))
        .filter(resource -> resource.at("Type").text().equals(type));
  }

  private static Tree container() {
    return Template.of("controller")
        .tree()
        .at("Resources", "TaskDefinition", "Properties", "ContainerDefinitions")
        .items()
        .getFirst();
  }

  private static List<String> words(Tree node) {
    return node.value() instanceof List<?>
        ? node.items().stream().map(Tree::text).toList()
        : List.of(node.text());
  }

  private static String resolved(Tree value) {
    if (!(value.value() instanceof Map<?, ?>)) {
      return value.text();
    }
    if (value.find("Fn::If").isPresent()) {
      return value.items("Fn::If").get(2).text();
    }
    String name = value.at("Ref").text();
    return name.equals("AWS::Region")
        ? "eu-west-1"
        : Template.of("controller")
            .tree()
            .find("Parameters", name, "Default")
            .map(Tree::text)
            .orElse(name.startsWith("Lease") ? "sample-lease" : "sample");
  }
}
