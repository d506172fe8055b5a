package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.command.FreshLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the install pages, as far as they go without AWS and without a cluster. */
@ExtendWith(FreshLog.class)
class InstallPagesTest {
  private static final Pattern DEPLOY =
      Pattern.compile(
          "aws cloudformation deploy --stack-name \\S+ --template-file (\\S+)"
              + "(?: --capabilities CAPABILITY_IAM)? --parameter-overrides((?: [A-Z]\\w*=\\S*)+)");
  private static final Pattern OVERRIDE = Pattern.compile(" ([A-Z]\\w*)=(\\S*)");
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\\n(.*?)```");
  private static final Pattern SET = Pattern.compile("--set '?([\\w.]+)=([^'\\s`]+)");
  private static final Pattern FILES =
      Pattern.compile("(?:src|helm|docs|\\.ci)/[\\w./-]+(?<![./])");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"install-ecs", "go-live"})
  void stacks_areGivenParametersThatTheyHaveAndValuesThatTheyTake(String page) throws Exception {
    List<MatchResult> commands = DEPLOY.matcher(oneLine(page)).results().toList();

    assertThat(commands).isNotEmpty();
    for (MatchResult command : commands) {
      Template template = Template.read(Path.of(command.group(1)));
      OVERRIDE
          .matcher(command.group(2))
          .results()
          .forEach(
              found -> {
                assertThat(template.section("Parameters")).containsKey(found.group(1));
                assertFits(
                    template.tree().at("Parameters", found.group(1)),
                    found.group(2).replace("'", "").replace("DIGEST", "0".repeat(64)));
              });
    }
  }

  @Test
  void firstDeployment_leavesOutNothingThatIsRequired() throws Exception {
    for (MatchResult command : DEPLOY.matcher(oneLine("install-ecs")).results().toList()) {
      Template template = Template.read(Path.of(command.group(1)));
      List<String> given =
          OVERRIDE.matcher(command.group(2)).results().map(found -> found.group(1)).toList();
      template.section("Parameters").keySet().stream()
          .filter(name -> template.tree().find("Parameters", name, "Default").isEmpty())
          .forEach(name -> assertThat(given).contains(name));
    }
  }

  @Test
  void valuesOfTheKubernetesPage_installADryRun() throws Exception {
    Config config = new ChartRules(Chart.render(pageValues())).config(folder);

    assertThat(config.rules().dryRun()).isTrue();
    assertThat(config.scope().table()).isEqualTo("traefik-staging");
  }

  @ParameterizedTest
  @ValueSource(strings = {"install-kubernetes", "go-live"})
  void upgrades_setValuesThatTheChartHas(String page) throws Exception {
    List<String> commands = oneLine(page).lines().filter(l -> l.contains("--set ")).toList();

    assertThat(commands).isNotEmpty();
    for (String command : commands) {
      Map<String, Object> values = new TreeMap<>();
      SET.matcher(command).results().forEach(set -> put(values, set.group(1), set.group(2)));
      assertThat(values).isNotEmpty();
      assertThat(Chart.render(pageValues(), values).args()).contains("run");
    }
  }

  @Test
  void goingLive_writesAndTheWayBackDoesNot() throws Exception {
    Map<String, Object> values = new TreeMap<>();
    put(values, "dryRun", "false");
    put(values, "serviceAllow", "{web,api-*}");
    Release live = Chart.render(pageValues(), values);
    Release back = Chart.render(pageValues(), Map.of("dryRun", true));

    Config config = new ChartRules(live).config(folder);
    assertThat(config.rules().dryRun()).isFalse();
    assertThat(live.args()).contains("--service-allow=web,api-*");
    assertThat(new ChartRules(back).config(folder).rules().dryRun()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"install-ecs", "install-kubernetes", "go-live", "image"})
  void filesNamed_areThere(String page) throws Exception {
    assertThat(FILES.matcher(text(page)).results().map(MatchResult::group))
        .allSatisfy(file -> assertThat(Path.of(file)).exists());
  }

  private static void assertFits(Tree parameter, String value) {
    parameter
        .find("AllowedPattern")
        .ifPresent(pattern -> assertThat(value).matches(Pattern.compile(pattern.text())));
    if (parameter.find("AllowedValues").isPresent()) {
      assertThat(parameter.at("AllowedValues").items().stream().map(Tree::text)).contains(value);
    }
  }

  /** As Helm's own command line reads it: {@code {a,b}} is a list. */
  private static void put(Map<String, Object> values, String key, String text) {
    if (text.startsWith("{")) {
      String[] items = text.substring(1, text.length() - 1).split(",");
      for (int i = 0; i < items.length; i++) {
        values.put(key + "[" + i + "]", items[i]);
      }
    } else {
      values.put(key, text.matches("true|false") ? Boolean.valueOf(text) : text);
    }
  }

  private Path pageValues() throws IOException {
    Matcher yaml = YAML.matcher(text("install-kubernetes"));
    List<String> blocks = new ArrayList<>();
    while (yaml.find()) {
      blocks.add(yaml.group(1).replace("REGISTRY", "registry.example.com"));
    }
    assertThat(blocks).hasSize(1);
    return Files.writeString(folder.resolve("values.yaml"), blocks.getFirst());
  }

  /** Commands without their line breaks. */
  private static String oneLine(String page) throws IOException {
    return text(page).replaceAll("\\s*\\\\\\n\\s*", " ");
  }

  private static String text(String page) throws IOException {
    return Files.readString(Path.of("docs", page + ".md"));
  }
}
