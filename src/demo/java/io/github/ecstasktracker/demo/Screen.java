package io.github.ecstasktracker.demo;

import java.util.List;

/** Where the demo is seen. */
interface Screen extends AutoCloseable {
  /** A line of the story, which stays. */
  void say(String line);

  /** The state of things, which the next one replaces. */
  void show(List<String> board);

  /** Leaves nothing behind but the story. */
  @Override
  void close();
}
