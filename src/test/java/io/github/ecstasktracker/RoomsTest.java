package io.github.ecstasktracker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rooms of docs/design.md and the arrows between them. */
@AnalyzeClasses(packages = RoomsTest.BASE, importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  static final String BASE = "io.github.ecstasktracker";

  /** A row of the page's table: the room and, in the last column, what it may use. */
  private static final Pattern ROW = Pattern.compile("\\| `([a-z]+)` \\| [^|]+ \\| ([a-z ]*)\\|");

  /** From the top: a room, and the rooms below it that it may use. */
  private static final List<Room> ROOMS =
      """
      command: app http agent trigger eventrule history controller plan target lease ecs directory model
      app: http trigger eventrule notify history controller ratelimit plan target lease ecs directory metrics model
      http: agent trigger history controller lease directory metrics model
      agent: trigger workqueue directory model
      trigger: controller workqueue model
      eventrule: metrics model
      notify: metrics model
      history: target directory metrics model
      controller: informer workqueue plan target lease ecs model
      informer: workqueue plan lease ecs model
      workqueue: model
      ratelimit: model
      plan: model
      target: model
      lease: ecs model
      ecs: model
      directory: model
      metrics:
      model:
      """
          .lines()
          .map(Room::of)
          .toList();

  private record Room(String name, List<String> uses) {
    static Room of(String line) {
      String[] parts = line.split(":");
      String uses = parts.length == 1 ? "" : parts[1].strip();
      return new Room(parts[0], uses.isEmpty() ? List.of() : List.of(uses.split(" ")));
    }
  }

  @ArchTest static final ArchRule arrowsPointDown = arrows();

  private static ArchRule arrows() {
    LayeredArchitecture layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .ensureAllClassesAreContainedInArchitecture()
            .layer("root")
            .definedBy(BASE);
    for (Room room : ROOMS) {
      layers = layers.layer(room.name()).definedBy(BASE + "." + room.name() + "..");
    }
    layers = layers.whereLayer("root").mayOnlyAccessLayers(ROOMS.getFirst().name());
    for (Room room : ROOMS) {
      layers =
          room.uses().isEmpty()
              ? layers.whereLayer(room.name()).mayNotAccessAnyLayer()
              : layers
                  .whereLayer(room.name())
                  .mayOnlyAccessLayers(room.uses().toArray(String[]::new));
    }
    return layers;
  }

  @Test
  void everyArrowOfTheListPointsDown() {
    List<String> order = ROOMS.stream().map(Room::name).toList();
    assertThat(ROOMS)
        .allSatisfy(
            room ->
                assertThat(order.subList(order.indexOf(room.name()) + 1, order.size()))
                    .containsAll(room.uses()));
  }

  @Test
  void theListIsTheTableOfTheDesignPage() throws IOException {
    List<Room> page =
        Files.readString(Path.of("docs", "design.md"))
            .lines()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .map(row -> Room.of(row.group(1) + ": " + row.group(2)))
            .toList();
    assertThat(page).isEqualTo(ROOMS);
  }

  @ArchTest
  static final ArchRule controllerSeesOnlyThePorts =
      noClasses()
          .that()
          .resideInAPackage(BASE + ".controller..")
          .should()
          .dependOnClassesThat(
              resideInAPackage(BASE + ".target.dynamodb..")
                  .or(resideInAPackage(BASE + ".lease.dynamodb.."))
                  .or(
                      resideInAPackage(BASE + ".ecs..")
                          .and(DescribedPredicate.not(simpleName("EcsReader")))));

  @ArchTest
  static final ArchRule awsTypesStayAtTheEdges =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              BASE + ".ecs..",
              BASE + ".target..",
              BASE + ".history.dynamodb..",
              BASE + ".trigger..",
              BASE + ".eventrule..",
              BASE + ".notify..",
              BASE + ".lease.dynamodb..",
              BASE + ".app..",
              BASE + ".command..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..");

  @ArchTest
  static final ArchRule planIsPure =
      noClasses()
          .that()
          .resideInAPackage(BASE + ".plan..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.io..",
              "java.nio..",
              "java.net..",
              "java.util.concurrent..",
              "org.slf4j..",
              "io.micrometer..");

  @ArchTest
  static final ArchRule timeIsInjected =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + ".app..")
          .and()
          .doNotHaveFullyQualifiedName(BASE + ".model.MonotonicClock")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", java.time.Duration.class);

  @ArchTest
  static final ArchRule randomnessIsInjected =
      noClasses()
          .that()
          .resideOutsideOfPackages(BASE + ".app..", BASE + ".command..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callConstructor(java.util.Random.class)
          .orShould()
          .callMethod(java.util.random.RandomGenerator.class, "getDefault");

  @ArchTest
  static final ArchRule roomsHaveNoCircles =
      slices().matching(BASE + ".(*)..").should().beFreeOfCycles();
}
