package io.github.ecstasktracker.explore;

/**
 * One thing that may happen next.
 *
 * @param name tells it from every other that may happen at the same moment, and says to a person
 *     what it is; holds no comma and no space
 * @param happens makes it happen
 */
record Step(String name, Runnable happens) {
  Step {
    if (name.isEmpty() || name.indexOf(',') >= 0 || name.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("not a step's name: '" + name + "'");
    }
  }
}
