package io.github.ecstasktracker.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TaskNameTest {
  private static final String SHORT = "arn:aws:ecs:eu-west-1:123456789012:task/3f2a";
  private static final String LONG = "arn:aws:ecs:eu-west-1:123456789012:task/prod/3f2a";

  @Test
  void oneName_isEqualInEveryForm() {
    assertThat(TaskName.of("3f2a"))
        .isEqualTo(TaskName.ofArn(LONG))
        .isEqualTo(TaskName.ofArn(SHORT))
        .hasSameHashCodeAs(TaskName.ofArn(LONG))
        .hasSameHashCodeAs(TaskName.ofArn(SHORT))
        .hasToString("3f2a");
    assertThat(TaskName.ofArn(LONG)).hasToString("3f2a");
  }

  @Test
  void anotherName_isNotEqual() {
    assertThat(TaskName.ofArn(LONG))
        .isNotEqualTo(TaskName.ofArn(LONG + "b"))
        .isNotEqualTo(TaskName.of("f2a"))
        .isNotEqualTo(TaskName.of("3f2b"))
        .isNotEqualTo(TaskName.of(""))
        .isNotEqualTo("3f2a");
  }

  @Test
  void order_isThatOfTheTexts() {
    assertThat(TaskName.ofArn(LONG))
        .isEqualByComparingTo(TaskName.of("3f2a"))
        .isLessThan(TaskName.of("3f2b"))
        .isGreaterThan(TaskName.of("3f2"));
  }

  @Test
  void whatIsAskedFor_isNoArn() {
    assertThat(TaskName.of("prod/3f2a")).isNotEqualTo(TaskName.ofArn(LONG));
  }
}
