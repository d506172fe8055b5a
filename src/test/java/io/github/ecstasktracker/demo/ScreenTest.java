package io.github.ecstasktracker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

  @Test
  void plainScreen_tellsTheStoryAndNoBoard() {
    try (Screen screen = new PlainScreen(out)) {
      screen.say("one");
      screen.show(List.of("board"));
      screen.say("two");
    }
    assertThat(written()).isEqualTo("one%ntwo%n".formatted());
  }

  @Test
  void liveScreen_drawsTheBoardOverItselfInOneUpdate() {
    try (Screen screen = new LiveScreen(out)) {
      screen.show(List.of("a", "b"));
      bytes.reset();
      screen.show(List.of("a", "c"));

      assertThat(written())
          .isEqualTo("\u001b[?2026h\r\u001b[2Aa\u001b[K\nc\u001b[K\n\u001b[J\u001b[?2026l");
    }
  }

  @Test
  void liveScreen_writesNothingWhereNothingHasChanged() {
    try (Screen screen = new LiveScreen(out)) {
      screen.show(List.of("a"));
      bytes.reset();
      screen.show(List.of("a"));

      assertThat(written()).isEmpty();
    }
  }

  @Test
  void liveScreen_tellsTheStoryAboveTheBoard() {
    try (Screen screen = new LiveScreen(out)) {
      screen.show(List.of("board"));
      bytes.reset();
      screen.say("story");

      assertThat(written()).containsSubsequence("[1A", "story", "board");
    }
  }

  @Test
  void liveScreen_givesTheCursorBackOnceAndDrawsNoMore() {
    Screen screen = new LiveScreen(out);
    assertThat(written()).isEqualTo("\u001b[?25l");
    bytes.reset();
    screen.close();
    screen.close();
    screen.show(List.of("late"));

    assertThat(written()).isEqualTo("\u001b[?25h");
  }

  private String written() {
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
