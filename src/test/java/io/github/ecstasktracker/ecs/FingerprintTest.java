package io.github.ecstasktracker.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.model.Task;

/** What tells a changed description from an unchanged one. */
class FingerprintTest {
  private static final int MANY = 200_000;
  private static final Map<MarshallingType<?>, Object> VALUES =
      Map.of(
          MarshallingType.STRING,
          "x",
          MarshallingType.INTEGER,
          7,
          MarshallingType.LONG,
          7L,
          MarshallingType.BOOLEAN,
          true,
          MarshallingType.INSTANT,
          Instant.ofEpochSecond(7));

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyPlainFieldOfADescription")
  void field_isInTheFingerprintWhereItIsLookedAt_andOnlyThere(
      String name, Task without, Task with) {
    boolean lookedAt = !trimmed(without).equals(trimmed(with));

    assertThat(Fingerprint.of(with) != Fingerprint.of(without)).isEqualTo(lookedAt);
  }

  @Test
  void equalDescriptions_haveEqualFingerprints_trimmedOrNot() {
    Task one = task("a");

    assertThat(Fingerprint.of(task("a"))).isEqualTo(Fingerprint.of(one));
    assertThat(Fingerprint.of(trimmed(one))).isEqualTo(Fingerprint.of(one));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyPlainFieldOfADescription")
  void fieldsBeforeAnEmptyText_areInTheFingerprint(String name, Task without, Task with) {
    if (trimmed(without).equals(trimmed(with))) {
      return;
    }
    assertThat(Fingerprint.of(emptied(with))).isNotEqualTo(Fingerprint.of(emptied(without)));
  }

  /** The same, and behind all that differs come texts with nothing in them. */
  private static Task emptied(Task task) {
    Container last =
        Container.builder()
            .name("")
            .networkBindings(NetworkBinding.builder().bindIP("").protocol("").build())
            .build();
    List<Container> containers = new ArrayList<>(task.containers());
    containers.add(last);
    return task.toBuilder().containers(containers).build();
  }

  @Test
  void textsThatMakeTheSameSum_areToldApart() {
    Set<Long> prints = new HashSet<>();
    // Aa and BB have one hashCode, and where a text ends is not seen in their row.
    for (List<String> pair :
        List.of(List.of("Aa", "B"), List.of("BB", "B"), List.of("A", "aB"), List.of("AaB", ""))) {
      prints.add(
          Fingerprint.of(
              Task.builder().taskArn(pair.getFirst()).clusterArn(pair.getLast()).build()));
    }
    prints.add(Fingerprint.of(Task.builder().taskArn("AaB").build()));

    assertThat(prints).hasSize(5);
  }

  @Test
  void manyDescriptionsThatDifferInAFewDigits_haveAsManyFingerprints() {
    Random random = new Random(1);
    Set<String> told = new HashSet<>();
    Set<Long> prints = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      int port = 32_768 + random.nextInt(20_000);
      String ip = "10." + random.nextInt(4) + "." + random.nextInt(256) + "." + random.nextInt(256);
      long version = 1 + random.nextInt(9);
      told.add(ip + ":" + port + ":" + version);
      prints.add(
          Fingerprint.of(
              task("a").toBuilder().version(version).containers(container(ip, port)).build()));
    }

    assertThat(prints).hasSameSizeAs(told);
  }

  static Stream<Arguments> everyPlainFieldOfADescription() {
    List<Arguments> all = new ArrayList<>();
    fields(all, "task", Task::builder, Task.Builder::build);
    fields(all, "container", Container::builder, one -> with(one.build()));
    fields(
        all,
        "binding",
        NetworkBinding::builder,
        one -> with(Container.builder().networkBindings(one.build()).build()));
    fields(
        all,
        "interface",
        NetworkInterface::builder,
        one -> with(Container.builder().networkInterfaces(one.build()).build()));
    fields(all, "attachment", Attachment::builder, one -> with(one.build()));
    fields(
        all,
        "detail",
        KeyValuePair::builder,
        one -> with(Attachment.builder().details(one.build()).build()));
    return all.stream();
  }

  private static <B extends SdkPojo> void fields(
      List<Arguments> all, String what, Supplier<B> builder, Function<B, Task> task) {
    for (SdkField<?> field : builder.get().sdkFields()) {
      Object value = VALUES.get(field.marshallingType());
      if (value != null) {
        B with = builder.get();
        field.set(with, value);
        all.add(
            Arguments.of(
                what + "." + field.memberName(), task.apply(builder.get()), task.apply(with)));
      }
    }
  }

  private static Task with(Container container) {
    return Task.builder().containers(container).build();
  }

  private static Task with(Attachment attachment) {
    return Task.builder().attachments(attachment).build();
  }

  private static Task task(String id) {
    return Task.builder()
        .taskArn(FakeCluster.taskArn(id))
        .group("service:web")
        .version(3L)
        .lastStatus("RUNNING")
        .startedAt(Instant.ofEpochSecond(1_700_000_000, 5))
        .cpu("256")
        .containers(container("10.0.0.1", 32_768))
        .build();
  }

  private static Container container(String ip, int port) {
    return Container.builder()
        .name("web")
        .imageDigest("sha256:1")
        .networkBindings(NetworkBinding.builder().bindIP(ip).hostPort(port).build())
        .build();
  }

  private static Task trimmed(Task task) {
    return TrimmedTask.of(task, new Shared());
  }
}
