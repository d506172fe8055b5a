import com.google.googlejavaformat.java.Formatter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Checks or rewrites every Java file under a folder with google-java-format. */
class Format {
  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    List<Path> files;
    try (Stream<Path> tree = Files.walk(Path.of(args[1]))) {
      files = tree.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    Formatter formatter = new Formatter();
    int off = 0;
    for (Path file : files) {
      String source = Files.readString(file);
      String formatted = formatter.formatSourceAndFixImports(source);
      if (formatted.equals(source)) {
        continue;
      }
      off++;
      if (write) {
        Files.writeString(file, formatted);
      } else {
        System.err.println("not formatted: " + file);
      }
    }
    if (off > 0 && !write) {
      System.err.println(off + " files; mend with: mvn validate exec:exec@format");
      System.exit(1);
    }
    System.out.println(files.size() + " files, " + off + (write ? " rewritten" : " off"));
  }
}
