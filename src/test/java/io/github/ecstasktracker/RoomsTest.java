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
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rooms of docs/design.md and the arrows between them. */
@AnalyzeClasses(packages = RoomsTest.BASE, importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  static final String BASE = "io.github.ecstasktracker";

  /** From the top: a room, and the rooms below it that it may use. */
  private static final List<Room> ROOMS =
      """
      command: app http agent trigger eventrule history controller target lease ecs directory model
      app: http trigger eventrule notify history controller ratelimit plan target lease ecs directory metrics model
      http: agent trigger history controller lease directory metrics model
      agent: trigger workqueue directory model
      trigger: controller workqueue model
      eventrule: metrics model
      notify: metrics model
      history: target directory metrics model
      controller: workqueue plan target lease ecs model
      workqueue: model
      ratelimit: model
      plan: model
      target: model
      lease: model
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
      return new Room(
          parts[0], List.of(parts.length == 1 ? new String[0] : parts[1].strip().split(" ")));
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
                          .and(DescribedPredicate.not(simpleName("DesiredState")))));

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
