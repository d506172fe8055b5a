package io.github.ecstasktracker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of docs/design.md and the arrows between them. */
@AnalyzeClasses(packages = RoomsTest.BASE, importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  static final String BASE = "io.github.ecstasktracker";

  @ArchTest
  static final ArchRule arrowsPointDown =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("root")
          .definedBy(BASE)
          .layer("command")
          .definedBy(BASE + ".command..")
          .layer("http")
          .definedBy(BASE + ".http..")
          .layer("trigger")
          .definedBy(BASE + ".trigger..")
          .layer("agent")
          .definedBy(BASE + ".agent..")
          .layer("controller")
          .definedBy(BASE + ".controller..")
          .layer("lease")
          .definedBy(BASE + ".lease..")
          .layer("directory")
          .definedBy(BASE + ".directory..")
          .layer("plan")
          .definedBy(BASE + ".plan..")
          .layer("ecs")
          .definedBy(BASE + ".ecs..")
          .layer("store")
          .definedBy(BASE + ".store..")
          .layer("model")
          .definedBy(BASE + ".model..")
          .whereLayer("root")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("command")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("root", "command")
          .whereLayer("agent")
          .mayOnlyBeAccessedByLayers("root", "command", "http")
          .whereLayer("trigger")
          .mayOnlyBeAccessedByLayers("root", "command", "http", "agent")
          .whereLayer("controller")
          .mayOnlyBeAccessedByLayers("root", "command", "http", "agent", "trigger")
          .whereLayer("lease")
          .mayOnlyBeAccessedByLayers("root", "command", "http", "controller")
          .whereLayer("directory")
          .mayOnlyBeAccessedByLayers("root", "command", "http", "agent")
          .whereLayer("plan")
          .mayOnlyBeAccessedByLayers("root", "command", "http", "controller")
          .whereLayer("ecs")
          .mayOnlyBeAccessedByLayers("root", "command", "http", "controller", "lease")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("root", "command", "http", "controller");

  @ArchTest
  static final ArchRule controllerSeesOnlyThePorts =
      noClasses()
          .that()
          .resideInAPackage(BASE + ".controller..")
          .should()
          .dependOnClassesThat(
              resideInAPackage(BASE + ".store.dynamodb..")
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
              BASE + ".store..",
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
