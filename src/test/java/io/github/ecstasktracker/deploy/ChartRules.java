package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.app.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What holds for every release, whatever its values. */
final class ChartRules {
  private final Release release;

  ChartRules(Release release) {
    this.release = release;
  }

  void names() {
    for (Tree object : release.objects()) {
      Tree meta = object.at("metadata");
      assertThat(meta.at("name").text()).matches("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
      assertThat(meta.at("labels").map())
          .containsKeys(
              "app.kubernetes.io/name",
              "app.kubernetes.io/instance",
              "app.kubernetes.io/version",
              "app.kubernetes.io/managed-by",
              "helm.sh/chart");
      if (!object.at("kind").text().equals("ServiceMonitor")) {
        assertThat(meta.at("namespace").text()).isEqualTo(Chart.NAMESPACE);
      }
    }
  }

  /** Whatever selects pods selects these, and the monitor the service. */
  void selectors() {
    Map<String, Object> pod = release.podLabels().map();
    for (String kind : List.of("Deployment", "PodDisruptionBudget")) {
      release
          .find(kind)
          .ifPresent(
              o ->
                  assertThat(pod)
                      .containsAllEntriesOf(o.at("spec", "selector", "matchLabels").map()));
    }
    assertThat(pod).containsAllEntriesOf(release.get("Service").at("spec", "selector").map());
    release
        .find("NetworkPolicy")
        .ifPresent(
            o ->
                assertThat(pod)
                    .containsAllEntriesOf(o.at("spec", "podSelector", "matchLabels").map()));
    release
        .find("ServiceMonitor")
        .ifPresent(
            o -> {
              assertThat(release.get("Service").at("metadata", "labels").map())
                  .containsAllEntriesOf(o.at("spec", "selector", "matchLabels").map());
              assertThat(o.at("spec", "namespaceSelector", "matchNames").value())
                  .isEqualTo(List.of(Chart.NAMESPACE));
            });
    for (Tree term :
        release
            .pod()
            .items(
                "affinity", "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution")) {
      assertThat(pod)
          .containsAllEntriesOf(term.at("podAffinityTerm", "labelSelector", "matchLabels").map());
    }
  }

  /** Every port named is the one that the program listens on. */
  void ports(Config config) {
    Tree port = release.container().at("ports").items().getFirst();
    assertThat(port.at("containerPort").number()).isEqualTo(config.http().listen().port());
    assertThat(config.http().listen().host()).isEmpty();
    String name = port.at("name").text();
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(release.container().at(probe, "httpGet", "port").text()).isEqualTo(name);
    }
    Tree service = release.get("Service").at("spec", "ports").items().getFirst();
    assertThat(service.at("targetPort").text()).isEqualTo(name);
    release
        .find("ServiceMonitor")
        .ifPresent(
            o ->
                assertThat(o.at("spec", "endpoints").items().getFirst().at("port").text())
                    .isEqualTo(service.at("name").text()));
    release.find("NetworkPolicy").stream()
        .flatMap(o -> o.items("spec", "ingress").stream())
        .flatMap(rule -> rule.items("ports").stream())
        .forEach(allowed -> assertThat(allowed.at("port").text()).isEqualTo(name));
  }

  /** Every path asked for is a documented route. */
  void routes() throws IOException {
    String page = Files.readString(Path.of("docs", "operations.md"));
    Stream<Tree> probes =
        Stream.of("startupProbe", "livenessProbe", "readinessProbe")
            .map(probe -> release.container().at(probe, "httpGet", "path"));
    Stream<Tree> scraped =
        release.find("ServiceMonitor").stream()
            .flatMap(o -> o.items("spec", "endpoints").stream())
            .map(endpoint -> endpoint.at("path"));
    assertThat(Stream.concat(probes, scraped))
        .allSatisfy(path -> assertThat(page).contains("| `" + path.text() + "` |"));
  }

  /**
   * kubernetes.io/docs/concepts/security/pod-security-standards, profile "restricted", and more.
   */
  void restricted() {
    Tree pod = release.pod();
    assertThat(pod.at("securityContext", "runAsNonRoot").value()).isEqualTo(true);
    assertThat(pod.at("securityContext", "seccompProfile", "type").text())
        .isEqualTo("RuntimeDefault");
    assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
    Tree container = release.container().at("securityContext");
    assertThat(container.map())
        .containsEntry("runAsNonRoot", true)
        .containsEntry("runAsUser", 65_532)
        .containsEntry("readOnlyRootFilesystem", true)
        .containsEntry("allowPrivilegeEscalation", false)
        .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
    assertThat(release.container().find("resources", "limits", "memory")).isPresent();
  }

  /** One writer at a time, and time to hand over. */
  void replicas(Config config) {
    boolean alone = !config.replicas().elect() && !config.rules().dryRun();
    Tree spec = release.get("Deployment").at("spec");
    assertThat(spec.at("strategy", "type").text())
        .isEqualTo(config.replicas().elect() ? "RollingUpdate" : "Recreate");
    if (alone) {
      assertThat(release.replicas()).isLessThanOrEqualTo(1);
    }
    assertThat(release.find("PodDisruptionBudget").isPresent()).isEqualTo(release.replicas() > 1);
    assertThat(release.pod().at("terminationGracePeriodSeconds").number())
        .isGreaterThan((int) config.pace().shutdownTimeout().toSeconds() + 5);
  }

  /** The account that pods run as is the one made, or one that is told. */
  void account() {
    release
        .find("ServiceAccount")
        .ifPresent(
            o ->
                assertThat(o.at("metadata", "name").text())
                    .isEqualTo(release.pod().at("serviceAccountName").text()));
  }

  /** The configuration that the container has, its secrets lying where they are mounted. */
  Config config(Path root) throws IOException {
    Map<String, String> mounts = new LinkedHashMap<>();
    for (Tree mount : release.container().items("volumeMounts")) {
      Tree volume = volume(mount.at("name").text());
      Optional<Tree> secret = volume.find("secret");
      if (secret.isPresent()) {
        assertThat(mount.at("readOnly").value()).isEqualTo(true);
        Path folder = root.resolve(mount.at("mountPath").text().substring(1));
        Files.createDirectories(folder);
        for (Tree item : secret.get().at("items").items()) {
          Files.writeString(folder.resolve(item.at("path").text()), "s3cret");
        }
        mounts.put(mount.at("mountPath").text(), folder.toString());
      }
    }
    List<String> args = release.args().stream().map(arg -> mounted(arg, mounts)).toList();
    Map<String, String> env = new LinkedHashMap<>();
    release
        .container()
        .items("env")
        .forEach(
            each ->
                env.put(each.at("name").text(), each.find("value").map(Tree::text).orElse("x")));
    return ParsedArgs.ofRun(args, env);
  }

  private Tree volume(String name) {
    return release.pod().items("volumes").stream()
        .filter(volume -> volume.at("name").text().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no volume " + name));
  }

  private static String mounted(String arg, Map<String, String> mounts) {
    String moved = arg;
    for (Map.Entry<String, String> mount : mounts.entrySet()) {
      moved = moved.replace("=" + mount.getKey() + "/", "=" + mount.getValue() + "/");
    }
    return moved;
  }
}
