package io.github.ecstasktracker.informer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnattributedTasksTest {
  private static final long LIST = 100;

  private final UnattributedTasks tasks = new UnattributedTasks();

  @Test
  void listedTask_thatEcsSaidMissingOf_sinceTheListBegan_isUnattributed() {
    tasks.add("before", LIST - 1);
    tasks.add("at", LIST);
    tasks.add("after", LIST + 1);
    tasks.add("not listed", LIST + 1);

    assertThat(tasks.of(List.of("before", "at", "after", "never"), LIST))
        .containsExactly("at", "after");
  }

  @Test
  void whatWasSaidBeforeAList_isForgotten() {
    tasks.add("before", LIST - 1);
    tasks.of(List.of(), LIST);

    assertThat(tasks.of(List.of("before"), LIST - 1)).isEmpty();
  }

  @Test
  void newestWord_counts() {
    tasks.add("task", LIST - 1);
    tasks.add("task", LIST);

    assertThat(tasks.of(List.of("task"), LIST)).containsExactly("task");
  }

  @Test
  void tenThousandAreKept() {
    List<String> arns = IntStream.rangeClosed(0, 10_000).mapToObj(String::valueOf).toList();
    arns.forEach(arn -> tasks.add(arn, LIST));

    assertThat(tasks.of(arns, LIST)).hasSize(10_000).doesNotContain("10000");
  }
}
