package io.github.ecstasktracker.directory;

import static io.github.ecstasktracker.directory.Places.dockerId;
import static io.github.ecstasktracker.directory.Places.task;
import static io.github.ecstasktracker.directory.Places.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Machine;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTemplateTest {
  @ParameterizedTest
  @CsvSource({
    "cadvisor=http://{instance_ip}:9070/docker/{container_id},http://10.0.1.5:9070/docker/ID",
    "graylog=https://logs.example/search?q={short_container_id},https://logs.example/search?q=50f700000000",
    "app=http://{instance_ip}:{instance_port},http://10.0.1.5:32768",
    "svc=https://x.example/{cluster_name}/{service_name}#{task_id},https://x.example/prod/web#a"
  })
  void template_isFilled(String template, String link) {
    assertThat(link(template, Places.HOST)).contains(link.replace("ID", dockerId("50f7")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cadvisor",
        "cadvisor=",
        "=http://x/",
        "Cadvisor=http://x/",
        "a b=http://x/",
        "x=ftp://h/{task_id}",
        "x=javascript:alert(1)",
        "x=//h/{task_id}",
        "x=http:///{task_id}",
        "x=http://user@h/",
        "x=http://h/{taskid}",
        "x=http://h/{}",
        "x=http://h/{task_id",
        "x=http://h/ {task_id}",
        "urls=http://h/",
        "containers=http://h/",
        "_all=http://h/"
      })
  void textThatIsNoTemplate_isRefused(String text) {
    assertThat(LinkTemplate.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example/", "a@evil.example", "a?b", "a#b", "a:80:90", "%2f", "-a"})
  void valueThatIsNoHost_makesNoLink(String address) {
    assertThat(
            link(
                "cadvisor=http://{instance_ip}:9070/docker/{container_id}",
                new Machine("arn", "i", address, "", "", "")))
        .isEmpty();
  }

  @Test
  void valueInAPath_cannotEndIt() {
    assertThat(
            link("x=http://h/{instance_id}/end", new Machine("arn", "../?#%&\"<é", "", "", "", "")))
        .contains("http://h/..%2F%3F%23%25%26%22%3C%C3%A9/end");
  }

  @Test
  void unknownValue_makesNoLink() {
    assertThat(link("x=http://h/{host_name}", Places.HOST)).isEmpty();
  }

  @Test
  void ipv6Address_standsInBrackets() {
    assertThat(
            link("x=http://{instance_ip}:1/", new Machine("arn", "i", "2001:db8::1", "", "", "")))
        .contains("http://[2001:db8::1]:1/");
  }

  @Test
  void field_isTheOldOne() {
    assertThat(template("newrelic=http://h/").field()).isEqualTo("new_relic_url");
    assertThat(template("cadvisor=http://h/").field()).isEqualTo("cadvisor_url");
    assertThat(template("my-logs=http://h/").field()).isEqualTo("my_logs_url");
  }

  @Test
  void agentsReport_leadsNobodyToAHostThatItNames() {
    Hit reported = hit(Source.AGENT, Places.HOST);
    assertThat(template("x=http://{instance_ip}/").mayRedirect(reported)).isFalse();
    assertThat(template("x=http://h/{instance_ip}").mayRedirect(reported)).isTrue();
    assertThat(template("x=http://{instance_ip}/").mayRedirect(hit(Source.HISTORY, Places.HOST)))
        .isTrue();
  }

  /** ECS never tells it: it is an agent's word about a task of ECS's, too. */
  @Test
  void hostsOwnName_leadsNobodyAnywhere() {
    Hit known = hit(Source.HISTORY, Places.HOST);
    assertThat(template("x=http://{host_name}/").mayRedirect(known)).isFalse();
    assertThat(template("x=http://h/{host_name}").mayRedirect(known)).isTrue();
  }

  private static LinkTemplate template(String text) {
    return LinkTemplate.parse(text).orElseThrow();
  }

  private static Optional<String> link(String template, Machine machine) {
    return template(template).of(hit(Source.HISTORY, machine));
  }

  private static Hit hit(Source source, Machine machine) {
    Directory directory = new Directory(Directory.Limits.DEFAULT, () -> 0, InstantSource.system());
    directory.put(
        source,
        task("a").on(machine).container("web", dockerId("50f7"), tcp(32_768, 80)).placed(),
        "");
    return List.copyOf(directory.task("a")).getFirst();
  }
}
