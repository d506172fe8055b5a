package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The role that the template makes may do what src/main/iam says, and nothing else. */
class TaskRoleTest {
  /** As the policies name what is to be filled in. */
  private static final Map<String, String> EVERYTHING =
      Map.ofEntries(
          Map.entry("AWS::Partition", "aws"),
          Map.entry("AWS::Region", "REGION"),
          Map.entry("AWS::AccountId", "ACCOUNT"),
          Map.entry("ClusterName", "CLUSTER"),
          Map.entry("BackendsTableName", "TABLE"),
          Map.entry("AllHosts", "true"),
          Map.entry("LeaseTableName", "LEASE_TABLE"),
          Map.entry("HistoryTableName", "HISTORY_TABLE"),
          Map.entry("QueueUrl", "https://sqs.REGION.amazonaws.com/ACCOUNT/QUEUE"),
          Map.entry("QueueArn", "arn:aws:sqs:REGION:ACCOUNT:QUEUE"),
          Map.entry("TopicArn", "arn:aws:sns:REGION:ACCOUNT:TOPIC"),
          Map.entry("RuleName", "RULE"),
          Map.entry("DeadLetterArn", "arn:aws:sqs:REGION:ACCOUNT:DEAD_LETTERS"),
          Map.entry("PublishBusArn", "arn:aws:events:REGION:ACCOUNT:event-bus/BUS"),
          Map.entry("CloudWatchNamespace", "NAMESPACE"));

  /** One action on one resource, under a condition. */
  private record Grant(String action, String resource, String condition)
      implements Comparable<Grant> {
    @Override
    public int compareTo(Grant other) {
      return toString().compareTo(other.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"false, run", "true, dry-run"})
  void role_mayDoWhatThePolicySays_withEveryParameterSet(String dryRun, String policy)
      throws Exception {
    assertThat(role(EVERYTHING, Map.of("DryRun", dryRun))).isEqualTo(policy(policy));
  }

  @Test
  void role_withoutRuleBusNamespaceHistoryAndAllHosts_lacksWhatIsOnlyForThem() throws Exception {
    Map<String, String> none =
        Map.of(
            "DryRun",
            "false",
            "RuleName",
            "",
            "PublishBusArn",
            "",
            "CloudWatchNamespace",
            "",
            "HistoryTableName",
            "",
            "AllHosts",
            "false");
    Set<Grant> rest = policy("run");
    rest.removeAll(policyFor("OnlyWith(EnsureRule|Publish|Cloudwatch|HistoryTable|AllHosts).*"));

    assertThat(role(EVERYTHING, none)).isEqualTo(rest);
  }

  /** IAM refuses a statement without a resource, and a condition without a value. */
  @Test
  void role_ruleToTheTopicAlone_hasNoEmptyList() {
    Map<String, String> topicAlone =
        Map.of("DryRun", "false", "QueueUrl", "", "QueueArn", "", "DeadLetterArn", "");

    assertThat(role(EVERYTHING, topicAlone))
        .isNotEmpty()
        .noneMatch(grant -> grant.resource().contains(":sqs:"))
        .noneMatch(grant -> grant.condition().contains("[]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "dry-run"})
  void policy_readsTheClusterAlone_writesBackendsAlone_andHasNoWildcard(String file)
      throws Exception {
    for (Grant grant : policy(file)) {
      assertThat(grant.action()).doesNotContain("*", "PutItem", "DeleteItem", "PassRole");
      if (grant.action().matches("ecs:(List|Describe)Tasks")) {
        assertThat(grant.condition()).contains("ecs:cluster");
      }
      if (grant.action().equals("dynamodb:UpdateItem") && grant.resource().endsWith("/TABLE")) {
        assertThat(grant.condition()).contains("dynamodb:LeadingKeys=[*__backend]");
      }
      if (grant.action().equals("dynamodb:BatchWriteItem")
          && grant.resource().endsWith("/LEASE_TABLE")) {
        assertThat(grant.condition()).contains("dynamodb:LeadingKeys=[definition/*]");
      }
    }
  }

  private static Set<Grant> role(Map<String, String> values, Map<String, String> changed) {
    Map<String, String> all = new HashMap<>(values);
    all.putAll(changed);
    Set<Grant> grants = new TreeSet<>();
    for (Tree policy :
        new Stack(Template.of("controller"), all)
            .at("Resources", "TaskRole", "Properties", "Policies")
            .items()) {
      policy.at("PolicyDocument", "Statement").items().forEach(s -> grants.addAll(grants(s)));
    }
    return grants;
  }

  private static Set<Grant> policy(String file) throws Exception {
    Set<Grant> grants = new TreeSet<>();
    statements(file).forEach(statement -> grants.addAll(grants(statement)));
    return grants;
  }

  private static Set<Grant> policyFor(String sids) throws Exception {
    Set<Grant> grants = new TreeSet<>();
    statements("run").stream()
        .filter(statement -> statement.at("Sid").text().matches(sids))
        .forEach(statement -> grants.addAll(grants(statement)));
    return grants;
  }

  private static List<Tree> statements(String file) throws Exception {
    return Tree.document(Files.readString(Path.of("src", "main", "iam", file + ".json")))
        .at("Statement")
        .items();
  }

  private static Set<Grant> grants(Tree statement) {
    assertThat(statement.at("Effect").text()).isEqualTo("Allow");
    String condition = statement.find("Condition").map(Tree::text).orElse("");
    Set<Grant> grants = new TreeSet<>();
    for (String action : words(statement.at("Action"))) {
      for (String resource : words(statement.at("Resource"))) {
        grants.add(new Grant(action, resource, condition));
      }
    }
    return grants;
  }

  private static List<String> words(Tree node) {
    List<String> words =
        node.value() instanceof List<?>
            ? node.items().stream().map(Tree::text).toList()
            : List.of(node.text());
    assertThat(words).isNotEmpty();
    return words;
  }
}
