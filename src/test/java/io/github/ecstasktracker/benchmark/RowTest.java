package io.github.ecstasktracker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
  @Test
  void table_isAlignedMarkdown() {
    assertThat(
            Row.table(
                List.of(
                    new Row("calls", "210", "200", 1.05, "<= 1.2", true),
                    new Row("a longer name", "9", "3", 3, "<= 2", false),
                    Row.told("size", "79 MB"))))
        .isEqualTo(
            """
            |               | measured | floor | ratio | bound  |        |
            |---------------|---------:|------:|------:|--------|--------|
            | calls         |      210 |   200 |  1.05 | <= 1.2 | kept   |
            | a longer name |        9 |     3 |  3.00 | <= 2   | BROKEN |
            | size          |    79 MB |       |       |        |        |
            """);
  }
}
