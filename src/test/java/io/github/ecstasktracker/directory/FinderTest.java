package io.github.ecstasktracker.directory;

import static io.github.ecstasktracker.directory.Places.NOON;
import static io.github.ecstasktracker.directory.Places.dockerId;
import static io.github.ecstasktracker.directory.Places.task;
import static io.github.ecstasktracker.directory.Places.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.PortBinding;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FinderTest {
  private final Directory directory =
      new Directory(Directory.Limits.DEFAULT, () -> 0, InstantSource.system());
  private final Finder finder = new Finder(directory);

  @BeforeEach
  void stage() {
    observe(task("3f2a").container("web", dockerId("50f7"), tcp(32_768, 80)));
    observe(
        task("cafe")
            .service("test", "cafe")
            .started(NOON.plusSeconds(1))
            .container("dns", dockerId("3f2a"), new PortBinding("udp", "", 32_768, 53)));
  }

  @ParameterizedTest
  @CsvSource({
    "3f2a,web",
    "arn:aws:ecs:eu-west-1:111122223333:task/prod/3f2a,web",
    "arn:aws:ecs:eu-west-1:111122223333:task/3f2a,web",
    "50f7,web",
    "5,web",
    "web,web",
    "prod/web,web",
    "10.0.1.5:32768/tcp,web",
    "10.0.1.5:32768/udp,dns",
    "10.0.1.5:32768,dns web",
    "cafe,dns",
    "test/cafe,dns",
    "3f2,dns",
    "i-0abc,dns web",
    "c0ffee,dns web",
    "10.0.1.5,dns web"
  })
  void anyName_findsItsContainers(String name, String containers) {
    assertThat(finder.find(name))
        .extracting(hit -> hit.container().name())
        .containsExactly(containers.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nobody",
        "prod/none",
        "none/web",
        "10.0.1.5:1",
        "10.0.1.6",
        "x/3f2a",
        "10.0.1.5:32768/sctp"
      })
  void nameOfNothing_findsNothing(String name) {
    assertThat(finder.find(name)).isEmpty();
  }

  @Test
  void beginningOfManyIds_findsTheNewestHundred() {
    IntStream.range(0, 150)
        .forEach(
            i ->
                observe(
                    task("t" + i)
                        .started(NOON.plusSeconds(i))
                        .container("many", dockerId("ee" + i))));

    List<Hit> found = finder.find("ee");
    assertThat(found).hasSize(100);
    assertThat(found.getFirst().placement().taskId()).isEqualTo("t149");
  }

  private void observe(Places task) {
    directory.observe(List.of(task.placed()));
  }
}
