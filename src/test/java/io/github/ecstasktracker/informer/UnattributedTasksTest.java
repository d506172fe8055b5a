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

  /** A service is listed alone while a pass describes what it has listed. */
  @Test
  void laterList_takesNothingFromOneUnderWay() {
    tasks.add("task", LIST);
    tasks.of(List.of(), LIST + 1);

    assertThat(tasks.of(List.of("task"), LIST)).containsExactly("task");
  }

  @Test
  void newestWord_counts() {
    tasks.add("task", LIST - 1);
    tasks.add("task", LIST);

    assertThat(tasks.of(List.of("task"), LIST)).containsExactly("task");
  }

  @Test
  void newestTenThousandAreKept() {
    List<String> arns = IntStream.range(0, 10_000).mapToObj(String::valueOf).toList();
    arns.forEach(arn -> tasks.add(arn, LIST));
    tasks.add("0", LIST);
    tasks.add("new", LIST);

    assertThat(tasks.of(arns, LIST)).hasSize(9_999).contains("0").doesNotContain("1");
  }
}
