package io.github.ecstasktracker.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A defect as a patch, with the test that finds it: {@code Test: class#method} in its header. */
record PlantedDefect(SourcePatch patch, String test) {
  private static final Path FOLDER = Path.of("src/test/defects");
  private static final Pattern TEST = Pattern.compile("(?m)^Test: (\\S+)$");

  static List<PlantedDefect> all() {
    return SourcePatch.all(FOLDER).stream().map(PlantedDefect::of).toList();
  }

  private static PlantedDefect of(SourcePatch patch) {
    String test =
        TEST.matcher(patch.header())
            .results()
            .findFirst()
            .orElseThrow(() -> new AssertionError(patch + " names no test"))
            .group(1);
    return new PlantedDefect(patch, test);
  }

  /** The folder of the patched classes. */
  Path plant(Path folder, String classPath) throws IOException, InterruptedException {
    return patch.plant(folder, classPath);
  }

  @Override
  public String toString() {
    return patch.toString();
  }
}
