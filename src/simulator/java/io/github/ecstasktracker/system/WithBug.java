package io.github.ecstasktracker.system;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code ./ecs-task-tracker simulate --bug NAME ...}: the same command with a bug of {@code
 * src/test/bugs} in the controller, which its patched classes have from the beginning: all that is
 * ours is loaded anew, the bug's classes first.
 */
final class WithBug {
  static final Path FOLDER = Path.of("src/test/bugs");
  static final String OPTION = "--bug";

  private WithBug() {}

  static boolean isAskedFor(String[] args) {
    return Arrays.asList(args).contains(OPTION);
  }

  /** Runs {@link Simulate} with the other words. */
  static void run(String[] args) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(args));
    int at = words.indexOf(OPTION);
    if (at + 1 >= words.size()) {
      throw new IllegalArgumentException(OPTION + " wants the name of a patch in " + FOLDER);
    }
    words.remove(at);
    SourcePatch bug = SourcePatch.of(FOLDER, words.remove(at));
    String classPath = System.getProperty("java.class.path");
    Path folder = Files.createTempDirectory("bug");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    URL[] urls =
        Stream.of(
                (bug.plant(folder, classPath) + File.pathSeparator + classPath)
                    .split(File.pathSeparator))
            .map(WithBug::url)
            .toArray(URL[]::new);
    URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    try {
      loader
          .loadClass(Simulate.class.getName())
          .getMethod("main", String[].class)
          .invoke(null, (Object) words.toArray(String[]::new));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not run with " + bug, e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      System.err.println("left behind: " + folder + ", " + e);
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (IOException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }
}
