package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.docs.Markers;
import io.github.ecstasktracker.simulation.core.Coroutines;
import io.github.ecstasktracker.system.BugHunt.Catch;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulation finds bugs: each of {@code src/test/bugs}, planted in the main sources, violates
 * an invariant within a thousand seeds, and the same seeds violate nothing without it. Each is
 * hunted in a JVM of its own: first by the seed that the page records, then by all from the first.
 */
class PlantedBugsIT {
  private static final Path PAGE = Path.of("docs", "reliability.md");
  private static final String MARKER = "planted-bugs";
  private static final String REWRITE =
      "mvn verify -Dit.test=PlantedBugsIT -Ddocs.write=true rewrites it";

  private static final int BUGS_MIN = 25;
  private static final int SEEDS = 1_000;
  private static final int SEEN_MAX = 110;
  private static final int AT_ONCE = 2;
  private static final int SECONDS = 600;
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir private static Path folder;

  private static final Map<SourcePatch, Future<Hunt>> HUNTS = new LinkedHashMap<>();
  private static ExecutorService hunters;

  /**
   * What became of one.
   *
   * @param output of the JVM, for a failure
   */
  private record Hunt(Optional<Catch> found, String output) {}

  @BeforeAll
  static void begin() {
    hunters = Executors.newFixedThreadPool(AT_ONCE);
    for (SourcePatch bug : bugs()) {
      HUNTS.put(bug, hunters.submit(() -> hunt(bug, folder.resolve(bug.name()))));
    }
  }

  @AfterAll
  static void end() {
    hunters.shutdownNow();
  }

  static List<SourcePatch> bugs() {
    return SourcePatch.all(WithBug.FOLDER);
  }

  @Test
  void thereAreEnoughOfThem_andEachSaysWhatItIs() {
    assertThat(bugs())
        .hasSizeGreaterThanOrEqualTo(BUGS_MIN)
        .allSatisfy(bug -> assertThat(bug.header()).matches("(?s)[A-Z].*[.]\\)?"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void plantedBug_violatesAnInvariant(SourcePatch bug) throws Exception {
    Hunt hunt = hunt(bug);
    assertThat(hunt.found()).as("%s survives:%n%s", bug, hunt.output()).isPresent();
  }

  @Test
  void withoutABug_theSameSeedsViolateNothing() throws Exception {
    SortedSet<Long> seeds = new TreeSet<>();
    for (SourcePatch bug : bugs()) {
      hunt(bug).found().ifPresent(found -> seeds.add(found.seed()));
    }
    assertThat(seeds)
        .isNotEmpty()
        .allSatisfy(seed -> assertThat(Voyage.of(seed).failure()).as("seed %d", seed).isEmpty());
  }

  @Test
  void foundSeed_playedAgainByTheCommand_isTheSameRun() throws Exception {
    SourcePatch bug = bugs().getFirst();
    Catch found = hunt(bug).found().orElseThrow();

    Child again =
        run(
            folder.resolve("again.out"),
            CLASS_PATH,
            Simulate.class,
            WithBug.OPTION,
            bug.name(),
            "--seed",
            Long.toString(found.seed()));

    assertThat(again.output())
        .contains("trace hash " + HexFormat.of().toHexDigits(found.hash()))
        .contains(found.invariant().sentence());
    assertThat(again.exit()).isEqualTo(1);
  }

  @Test
  void page_tellsHowEachIsFound() throws Exception {
    StringBuilder table =
        new StringBuilder(
            "| bug | what is wrong | seed | broken | what was seen |\n|---|---|---:|---|---|\n");
    for (SourcePatch bug : bugs()) {
      hunt(bug).found().ifPresent(found -> table.append(row(bug, found)));
    }
    String page = Files.readString(PAGE);
    String generated = Markers.replace(page, MARKER, table.toString());
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, generated);
      return;
    }

    assertThat(page).as("%s is out of date: %s", PAGE, REWRITE).isEqualTo(generated);
  }

  private static String row(SourcePatch bug, Catch found) {
    return "| %s | %s | %d | %s | %s |%n"
        .formatted(
            bug.name(),
            cell(bug.header()),
            found.seed(),
            found.invariant(),
            cell(shortened(found.seen())));
  }

  private static String shortened(String seen) {
    return seen.length() <= SEEN_MAX ? seen : seen.substring(0, SEEN_MAX) + " ...";
  }

  private static String cell(String text) {
    return text.replaceAll("\\s+", " ").replace("|", "\\|");
  }

  private static Hunt hunt(SourcePatch bug) throws InterruptedException {
    try {
      return HUNTS.get(bug).get();
    } catch (ExecutionException e) {
      throw new AssertionError("the hunt for " + bug + " broke off", e.getCause());
    }
  }

  private static Hunt hunt(SourcePatch bug, Path place) throws IOException, InterruptedException {
    Path classes = bug.plant(Files.createDirectories(place), CLASS_PATH);
    List<String> seeds = new ArrayList<>(List.of("1", Integer.toString(SEEDS)));
    recorded(bug).ifPresent(seeds::add);
    Child child =
        run(
            place.resolve("hunt.out"),
            classes + File.pathSeparator + CLASS_PATH,
            BugHunt.class,
            seeds.toArray(String[]::new));
    return new Hunt(
        child.exit() == BugHunt.FOUND ? Catch.read(child.output()) : Optional.empty(),
        child.output());
  }

  /** The seed that the page says finds it. */
  private static Optional<String> recorded(SourcePatch bug) throws IOException {
    return Pattern.compile("(?m)^\\| %s \\|.*\\| (\\d+) \\| I\\d+ \\|".formatted(bug.name()))
        .matcher(Files.readString(PAGE))
        .results()
        .map(row -> row.group(1))
        .findFirst();
  }

  private record Child(int exit, String output) {}

  private static Child run(Path output, String classPath, Class<?> main, String... words)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(Coroutines.JVM_OPTIONS);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(words));
    Process child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(child.waitFor(SECONDS, TimeUnit.SECONDS)).as("%s ended", command).isTrue();
      return new Child(child.exitValue(), Files.readString(output));
    } finally {
      child.destroyForcibly();
    }
  }
}
