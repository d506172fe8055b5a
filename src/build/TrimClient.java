import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes out of an AWS SDK client's jar the operations that nobody calls, and the classes that were
 * there for them alone.
 *
 * <p>{@code java TrimClient.java JAR OPERATION...}; the jar's folder holds what it depends on. The
 * client and its implementation lose the methods of all other operations, and a class stays if
 * anything that stays names it. Files that are no classes stay.
 */
class TrimClient {
  private static final Pattern CLIENT =
      Pattern.compile("(software/amazon/awssdk/services/\\w+/)(\\w+?)(?<!Async)Client\\.class");

  /** The first moment that a jar can tell. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final Pattern NAME = Pattern.compile("software/amazon/awssdk/services/[\\w/$]+");

  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final Set<String> operations;
  private final ClassFile classes;
  private final String home;

  private TrimClient(Path jar, Set<String> operations) throws IOException {
    this.operations = operations;
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    // A new pool holds what stays alone; frames written anew need to know the types' parents.
    classes =
        ClassFile.of(
            ClassFile.ConstantPoolSharingOption.NEW_POOL,
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(
                    loader(jar.toAbsolutePath().getParent()))));
    home = client().replaceAll("[^/]+$", "");
  }

  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    long before = Files.size(jar);
    new TrimClient(jar, Set.of(Arrays.copyOfRange(args, 1, args.length))).trim(jar);
    System.out.printf("%s: %,d bytes of %,d%n", jar.getFileName(), Files.size(jar), before);
  }

  private void trim(Path jar) throws IOException {
    String client = client();
    String implementation = home + "Default" + client.substring(home.length());
    for (String trimmed : List.of(client, implementation)) {
      entries.computeIfPresent(trimmed + ".class", (_, bytes) -> withoutOthers(bytes));
    }
    Set<String> kept = reachable(List.of(client, implementation));
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        String name = entry.getKey();
        if (!name.endsWith(".class") || kept.contains(name.replace(".class", ""))) {
          ZipEntry written = new ZipEntry(name);
          written.setTimeLocal(EPOCH);
          out.putNextEntry(written);
          out.write(entry.getValue());
        }
      }
    }
  }

  private String client() {
    return entries.keySet().stream()
        .map(CLIENT::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1) + found.group(2) + "Client")
        .filter(name -> entries.containsKey(name.replaceAll("([^/]+)$", "Default$1.class")))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no client in this jar"));
  }

  /** The class with the wanted operations, what is no operation, and the lambdas of both. */
  private byte[] withoutOthers(byte[] bytes) {
    ClassModel model = classes.parse(bytes);
    Map<String, MethodModel> lambdas = new LinkedHashMap<>();
    Set<String> kept = new HashSet<>();
    Deque<MethodModel> open = new ArrayDeque<>();
    for (MethodModel method : model.methods()) {
      if (method.methodName().stringValue().startsWith("lambda$")) {
        lambdas.put(key(method.methodName(), method.methodType()), method);
      } else if (stays(method) && kept.add(key(method.methodName(), method.methodType()))) {
        open.add(method);
      }
    }
    while (!open.isEmpty()) {
      for (String called : called(open.remove())) {
        if (lambdas.containsKey(called) && kept.add(called)) {
          open.add(lambdas.get(called));
        }
      }
    }
    return classes.transformClass(
        model,
        ClassTransform.dropping(
            element ->
                // It names the builders of every request, and only reflection asks for it.
                element instanceof InnerClassesAttribute
                    || (element instanceof MethodModel method
                        && !kept.contains(key(method.methodName(), method.methodType())))));
  }

  /** An operation answers with one of its models, or something that asks for more of them. */
  private boolean stays(MethodModel method) {
    String type = method.methodType().stringValue();
    String answer = type.substring(type.indexOf(')') + 1);
    boolean operation =
        Stream.of("model/", "paginators/", "waiters/")
            .anyMatch(part -> answer.startsWith("L" + home + part));
    return !operation || operations.contains(method.methodName().stringValue());
  }

  private static List<String> called(MethodModel method) {
    List<String> called = new ArrayList<>();
    method
        .code()
        .ifPresent(
            code -> {
              for (CodeElement element : code) {
                if (element instanceof InvokeInstruction invoke) {
                  called.add(key(invoke.name(), invoke.type()));
                } else if (element instanceof InvokeDynamicInstruction dynamic) {
                  dynamic.invokedynamic().bootstrap().arguments().stream()
                      .filter(MethodHandleEntry.class::isInstance)
                      .map(handle -> ((MethodHandleEntry) handle).reference())
                      .forEach(target -> called.add(key(target.name(), target.type())));
                }
              }
            });
    return called;
  }

  private static String key(Utf8Entry name, Utf8Entry type) {
    return name.stringValue() + type.stringValue();
  }

  /** Whatever is named by a class that stays: as a class, in a descriptor, in a text. */
  private Set<String> reachable(List<String> roots) {
    Set<String> seen = new HashSet<>(roots);
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      ClassModel model = classes.parse(entries.get(open.remove() + ".class"));
      for (PoolEntry entry : model.constantPool()) {
        if (entry instanceof Utf8Entry text) {
          Matcher names = NAME.matcher(text.stringValue().replace('.', '/'));
          while (names.find()) {
            if (entries.containsKey(names.group() + ".class") && seen.add(names.group())) {
              open.add(names.group());
            }
          }
        }
      }
    }
    return seen;
  }

  private static ClassLoader loader(Path folder) throws IOException {
    try (Stream<Path> jars = Files.list(folder)) {
      List<URL> urls = new ArrayList<>();
      for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
        urls.add(jar.toUri().toURL());
      }
      return new URLClassLoader(urls.toArray(URL[]::new));
    }
  }
}
