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

  /**
   * From the top: a room, and the rooms below it that it may use. What is not named has no arrow.
   */
  private static final List<List<String>> ROOMS =
      List.of(
          List.of(
              "command",
              "http",
              "agent",
              "trigger",
              "controller",
              "ratelimit",
              "plan",
              "target",
              "lease",
              "ecs",
              "directory",
              "model"),
          List.of(
              "http", "agent", "trigger", "controller", "target", "lease", "directory", "model"),
          List.of("agent", "trigger", "controller", "workqueue", "directory", "model"),
          List.of("trigger", "controller", "workqueue", "model"),
          List.of("controller", "workqueue", "plan", "target", "lease", "ecs", "model"),
          List.of("workqueue", "model"),
          List.of("ratelimit", "model"),
          List.of("plan", "model"),
          List.of("target", "model"),
          List.of("lease", "model"),
          List.of("ecs", "model"),
          List.of("directory", "model"),
          List.of("model"));

  @ArchTest static final ArchRule arrowsPointDown = arrows();

  private static ArchRule arrows() {
    LayeredArchitecture rooms =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .ensureAllClassesAreContainedInArchitecture()
            .layer("root")
            .definedBy(BASE)
            .whereLayer("root")
            .mayNotBeAccessedByAnyLayer();
    for (List<String> room : ROOMS) {
      rooms = rooms.layer(room.getFirst()).definedBy(BASE + "." + room.getFirst() + "..");
    }
    rooms = rooms.whereLayer("root").mayOnlyAccessLayers(ROOMS.getFirst().getFirst());
    for (List<String> room : ROOMS) {
      String[] used = room.stream().skip(1).toArray(String[]::new);
      rooms =
          used.length == 0
              ? rooms.whereLayer(room.getFirst()).mayNotAccessAnyLayer()
              : rooms.whereLayer(room.getFirst()).mayOnlyAccessLayers(used);
    }
    return rooms;
  }

  @Test
  void everyArrowOfTheListPointsDown() {
    List<String> order = ROOMS.stream().map(List::getFirst).toList();
    assertThat(ROOMS)
        .allSatisfy(
            room ->
                assertThat(order.subList(order.indexOf(room.getFirst()) + 1, order.size()))
                    .containsAll(room.subList(1, room.size())));
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
              BASE + ".trigger..",
              BASE + ".lease.dynamodb..",
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
          .resideOutsideOfPackage(BASE + ".command..")
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
          .resideOutsideOfPackage(BASE + ".command..")
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
