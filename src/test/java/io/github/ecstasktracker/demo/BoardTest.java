package io.github.ecstasktracker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.demo.Drift.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoardTest {
  @Test
  void server_isAMarkOfItsState() {
    Board.Row row =
        new Board.Row(
            "web",
            "bridge",
            Set.of("a", "b", "c"),
            Set.of("b", "c", "d"),
            Optional.of(new Drift("web", "b", Kind.MISSING, 0, 1_234_000_000)));

    assertThat(lines(Palette.PLAIN, row).get(2))
        .isEqualTo("web     bridge    ##+x" + " ".repeat(26) + "   2/3   in 1,234 ms");
    assertThat(lines(Palette.ANSI, row).get(2))
        .contains("\u001b[32m##\u001b[0m\u001b[33m+\u001b[0m\u001b[31mx\u001b[0m");
  }

  @Test
  void lines_neverWrap() {
    Board.Row full = new Board.Row("web", "bridge", servers(90), servers(40), Optional.empty());
    Board.Row over = new Board.Row("web", "bridge", servers(3), servers(90), Optional.empty());

    assertThat(
            new Board(7, 7, "t".repeat(200), Duration.ofHours(3), List.of(full, over))
                .lines(Palette.PLAIN))
        .allMatch(line -> line.length() <= Board.WIDTH);
  }

  @Test
  void height_isTheSameWhateverHappens() {
    Board.Row none = new Board.Row("web", "bridge", Set.of(), Set.of(), Optional.empty());
    Board.Row some = new Board.Row("web", "bridge", servers(5), servers(2), Optional.empty());

    assertThat(lines(Palette.PLAIN, none)).hasSameSizeAs(lines(Palette.PLAIN, some));
  }

  @Test
  void progress_isFullInTheLastAct() {
    assertThat(new Board(1, 2, "one", Duration.ofSeconds(3), List.of()).lines(Palette.PLAIN).get(2))
        .isEqualTo("act 1 of 2 [#######.......]   3 s  one");
    assertThat(new Board(2, 2, "two", Duration.ZERO, List.of()).lines(Palette.PLAIN).get(2))
        .contains("[##############]");
  }

  private static List<String> lines(Palette palette, Board.Row row) {
    return new Board(1, 7, "act", Duration.ofSeconds(1), List.of(row)).lines(palette);
  }

  private static Set<String> servers(int count) {
    return IntStream.range(0, count).mapToObj(i -> "s" + i).collect(Collectors.toSet());
  }
}
