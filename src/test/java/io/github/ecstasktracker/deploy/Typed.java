package io.github.ecstasktracker.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A page's shell blocks, typed into a real shell at the root of this checkout. The programs that
 * they call are stand-ins, which do nothing but write down their words; there are no others, so a
 * block that calls one not named here fails.
 */
final class Typed {
  private static final String STAND_IN =
      """
      #!/bin/sh
      line=${0##*/}
      for word; do line="$line\t$word"; done
      printf '%s\\n' "$line" >> "$TYPED"
      """;

  private final Path folder;

  /**
   * @param folder an empty one, for the stand-ins and what they write
   */
  Typed(Path folder, String... programs) throws IOException {
    this.folder = folder;
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String program : programs) {
      Path file = Files.writeString(bin.resolve(program), STAND_IN);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** Types all blocks of the page, one after the other, and tells the calls that came of it. */
  List<List<String>> all(String page) throws IOException, InterruptedException {
    Path calls = Files.createFile(folder.resolve(page + ".typed"));
    for (String block : blocks(Files.readString(Path.of("docs", page + ".md")))) {
      type(block, calls);
    }
    return Files.readAllLines(calls).stream().map(line -> List.of(line.split("\t"))).toList();
  }

  /** Indented by four spaces, as Markdown has code; what stands in a fence is a file. */
  private static List<String> blocks(String page) {
    List<String> blocks = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    String unfenced = page.replaceAll("(?s)```.*?```", "");
    for (String line : (unfenced + "\n\n").split("\n", -1)) {
      if (line.startsWith("    ")) {
        open.append(line.substring(4)).append('\n');
      } else if (!open.isEmpty()) {
        blocks.add(open.toString());
        open.setLength(0);
      }
    }
    return blocks;
  }

  private void type(String block, Path calls) throws IOException, InterruptedException {
    ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-eu", "-c", block + "wait\n");
    shell.environment().clear();
    shell
        .environment()
        .putAll(Map.of("PATH", folder.resolve("bin").toString(), "TYPED", calls.toString()));
    Path told = folder.resolve("told");
    Process process = shell.redirectErrorStream(true).redirectOutput(told.toFile()).start();
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(Files.readString(told) + "of\n" + block);
    }
  }
}
