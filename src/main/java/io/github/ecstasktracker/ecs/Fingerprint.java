package io.github.ecstasktracker.ecs;

import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * A number that stands for a task's description, so that an unchanged one is known without a copy
 * of it.
 *
 * <ul>
 *   <li>Equal descriptions have equal numbers. Different ones have different numbers, but for a
 *       chance of one in 2^64.
 *   <li>All that {@link TrimmedTask} keeps is in it, and nothing else.
 * </ul>
 */
final class Fingerprint {
  /** 2^64 by the golden ratio, as in SplittableRandom: each step spreads a change upwards. */
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private static final long MIX_2 = power(2);
  private static final long MIX_3 = power(3);
  private static final long MIX_4 = power(4);
  private static final int ABSENT = -1;

  private long state;

  private Fingerprint() {}

  static long of(Task task) {
    Fingerprint print = new Fingerprint();
    print.add(task.taskArn());
    print.add(task.clusterArn());
    print.add(task.containerInstanceArn());
    print.add(task.taskDefinitionArn());
    print.add(task.group());
    print.add(task.version());
    print.add(task.lastStatus());
    print.add(task.desiredStatus());
    print.add(task.healthStatusAsString());
    print.add(task.startedAt());
    print.add(task.stoppingAt());
    print.add(task.executionStoppedAt());
    print.add(task.stoppedAt());
    print.add(task.stoppedReason());
    print.addAll(task.attachments(), Fingerprint::add);
    print.addAll(task.containers(), Fingerprint::add);
    return print.state;
  }

  private void add(Container container) {
    add(container.name());
    add(container.runtimeId());
    add(container.lastStatus());
    add(container.healthStatusAsString());
    addAll(container.networkBindings(), Fingerprint::add);
    addAll(container.networkInterfaces(), Fingerprint::add);
  }

  private void add(NetworkBinding binding) {
    add(binding.bindIP());
    add(binding.containerPort());
    add(binding.containerPortRange());
    add(binding.hostPort());
    add(binding.hostPortRange());
    add(binding.protocolAsString());
  }

  private void add(NetworkInterface nic) {
    add(nic.attachmentId());
    add(nic.privateIpv4Address());
    add(nic.ipv6Address());
  }

  private void add(Attachment attachment) {
    add(attachment.id());
    add(attachment.type());
    add(attachment.status());
    addAll(
        attachment.details(),
        (print, detail) -> {
          print.add(detail.name());
          print.add(detail.value());
        });
  }

  private <T> void addAll(List<T> all, BiConsumer<Fingerprint, T> add) {
    mix(all.size());
    for (int i = 0; i < all.size(); i++) {
      add.accept(this, all.get(i));
    }
  }

  /** The length first, so that no text can run over into the next. */
  private void add(@Nullable String text) {
    if (text == null) {
      mix(ABSENT);
      return;
    }
    mix(text.length());
    long mixed = state;
    int i = 0;
    // Four at a time: one after the other each step would wait for the one before.
    for (; i + 4 <= text.length(); i += 4) {
      mixed =
          mixed * MIX_4
              + text.charAt(i) * MIX_3
              + text.charAt(i + 1) * MIX_2
              + text.charAt(i + 2) * MIX
              + text.charAt(i + 3);
    }
    for (; i < text.length(); i++) {
      mixed = mixed * MIX + text.charAt(i);
    }
    // Not by mix(): with the state itself, which is what an empty text leaves, that would be zero.
    state = mixed ^ (mixed >>> 32);
  }

  private void add(@Nullable Number number) {
    mix(number == null ? ABSENT : 1);
    mix(number == null ? 0 : number.longValue());
  }

  private void add(@Nullable Instant instant) {
    mix(instant == null ? ABSENT : instant.getNano());
    mix(instant == null ? 0 : instant.getEpochSecond());
  }

  /** What multiplying only moves up comes down again (SplittableRandom's last step). */
  private void mix(long value) {
    long mixed = (state ^ value) * MIX;
    state = mixed ^ (mixed >>> 32);
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= MIX;
    }
    return power;
  }
}
