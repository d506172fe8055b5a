package io.github.ecstasktracker.demo;

import java.io.PrintStream;
import java.util.List;

/** A file or a pipe: the story alone. */
final class PlainScreen implements Screen {
  private final PrintStream out;

  PlainScreen(PrintStream out) {
    this.out = out;
  }

  @Override
  public void say(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void show(List<String> board) {
    // Nobody could replace a line here.
  }

  @Override
  public void close() {
    out.flush();
  }
}
