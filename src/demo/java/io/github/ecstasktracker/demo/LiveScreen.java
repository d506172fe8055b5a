package io.github.ecstasktracker.demo;

import java.io.PrintStream;
import java.util.List;

/**
 * A terminal: the story scrolls, and below it the board is drawn over itself.
 *
 * <p>Nothing flickers: a frame is one write, overwrites instead of clearing, is bracketed as one
 * update where the terminal knows that (DEC private mode 2026), and is left out where nothing has
 * changed.
 */
final class LiveScreen implements Screen {
  private static final String CSI = "\u001b[";
  private static final String BEGIN = CSI + "?2026h";
  private static final String END = CSI + "?2026l";
  private static final String HIDE_CURSOR = CSI + "?25l";
  private static final String SHOW_CURSOR = CSI + "?25h";
  private static final String REST_OF_LINE = CSI + "K";
  private static final String REST_OF_SCREEN = CSI + "J";

  private final PrintStream out;
  private List<String> drawn = List.of();
  private boolean closed;

  LiveScreen(PrintStream out) {
    this.out = out;
    out.print(HIDE_CURSOR);
  }

  @Override
  public synchronized void say(String line) {
    draw(line + REST_OF_LINE + "\n", drawn);
  }

  @Override
  public synchronized void show(List<String> board) {
    if (!closed && !board.equals(drawn)) {
      draw("", board);
    }
  }

  private void draw(String above, List<String> board) {
    StringBuilder frame = new StringBuilder(BEGIN);
    if (!drawn.isEmpty()) {
      frame.append('\r').append(CSI).append(drawn.size()).append('A');
    }
    frame.append(above);
    for (String line : board) {
      frame.append(line).append(REST_OF_LINE).append('\n');
    }
    frame.append(REST_OF_SCREEN).append(END);
    out.print(frame);
    out.flush();
    drawn = List.copyOf(board);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      out.print(SHOW_CURSOR);
      out.flush();
    }
  }
}
