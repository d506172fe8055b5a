package io.github.ecstasktracker.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A patch against the main sources. Planted, it makes classes that stand before theirs on a class
 * path; nothing in the main sources knows of it.
 *
 * @param header the lines before the patch, for people
 * @param sources the files that it changes
 */
record SourcePatch(Path file, String header, List<String> sources) {
  private static final Pattern START = Pattern.compile("(?m)^--- a/");
  private static final Pattern SOURCE = Pattern.compile("(?m)^\\+\\+\\+ b/(\\S+)$");
  private static final int SECONDS_TO_PATCH = 60;

  /** Those of a folder, by name. */
  static List<SourcePatch> all(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().map(SourcePatch::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** That of a folder with this name. */
  static SourcePatch of(Path folder, String name) {
    return all(folder).stream()
        .filter(patch -> patch.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no patch " + name + " in " + folder));
  }

  private static SourcePatch read(Path file) {
    try {
      String text = Files.readString(file);
      String header = START.split(text, 2)[0].strip();
      List<String> sources = SOURCE.matcher(text).results().map(match -> match.group(1)).toList();
      return new SourcePatch(file, header, sources);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file's name without its ending. */
  String name() {
    return file.getFileName().toString().replaceFirst("\\.patch$", "");
  }

  /** Patches copies of the sources and compiles them; returns the folder of the classes. */
  Path plant(Path folder, String classPath) throws IOException, InterruptedException {
    for (String source : sources) {
      Path copy = folder.resolve(source);
      Files.createDirectories(copy.getParent());
      Files.copy(Path.of(source), copy);
    }
    patch(folder);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d"));
    arguments.addAll(List.of(classes.toString(), "-cp", classPath));
    sources.forEach(source -> arguments.add(folder.resolve(source).toString()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new AssertionError(file + " applies, but what it makes does not compile");
    }
    return classes;
  }

  private void patch(Path folder) throws IOException, InterruptedException {
    Path output = folder.resolve("patch.out");
    ProcessBuilder builder =
        new ProcessBuilder("git", "apply", "-p1", file.toAbsolutePath().toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // Within a repository it would skip what lies outside of it.
    builder.environment().put("GIT_CEILING_DIRECTORIES", folder.getParent().toString());
    Process patch = builder.start();
    boolean ended = patch.waitFor(SECONDS_TO_PATCH, TimeUnit.SECONDS);
    if (!ended || patch.exitValue() != 0) {
      patch.destroyForcibly();
      throw new AssertionError(
          "%s does not apply any more; make it anew against the sources as they are:%n%s"
              .formatted(file, Files.readString(output, StandardCharsets.UTF_8)));
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
