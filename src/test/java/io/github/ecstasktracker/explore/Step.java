package io.github.ecstasktracker.explore;

/**
 * One thing that may happen next.
 *
 * @param name tells it from every other that may happen at the same moment, and says to a person
 *     what it is; holds no comma and no space
 * @param part the one part of the state that it may change, beside the shared one
 * @param alone whether it changes that part only, and needs to know of no other
 * @param happens makes it happen
 */
record Step(String name, int part, boolean alone, Runnable happens) {
  Step {
    if (name.isEmpty() || name.indexOf(',') >= 0 || name.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("not a step's name: '" + name + "'");
    }
  }
}
