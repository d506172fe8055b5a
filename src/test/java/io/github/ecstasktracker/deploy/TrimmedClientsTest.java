package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The image has of a trimmed client what the program calls: the rest would be missed at run time.
 */
class TrimmedClientsTest {
  private static final Pattern TRIMMED =
      Pattern.compile("/lib/(\\w+)-\\*\\.jar ([a-z]\\w+(?: [a-z]\\w+)*)");
  private static final Set<String> NO_OPERATIONS =
      Set.of("builder", "create", "close", "serviceName", "serviceClientConfiguration");

  @ParameterizedTest
  @CsvSource({"ec2, Ec2Client", "ssm, SsmClient"})
  void operationsKept_areThoseCalled(String jar, String client) throws Exception {
    assertThat(kept(jar)).isEqualTo(called(jar, client));
  }

  @Test
  void trimmed_areNoOthers() throws Exception {
    assertThat(
            TRIMMED.matcher(Files.readString(Path.of("Dockerfile"))).results().map(r -> r.group(1)))
        .containsExactlyInAnyOrder("ec2", "ssm");
  }

  private static Set<String> kept(String jar) throws Exception {
    Matcher found = TRIMMED.matcher(Files.readString(Path.of("Dockerfile")));
    while (found.find()) {
      if (found.group(1).equals(jar)) {
        return Set.of(found.group(2).split(" "));
      }
    }
    return Set.of();
  }

  private static Set<String> called(String jar, String client) throws Exception {
    String owner = "software/amazon/awssdk/services/" + jar + "/" + client;
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("target", "classes"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
          if (entry instanceof MemberRefEntry member
              && member.owner().asInternalName().equals(owner)) {
            names.add(member.name().stringValue());
          }
        }
      }
    }
    names.removeAll(NO_OPERATIONS);
    return names;
  }
}
