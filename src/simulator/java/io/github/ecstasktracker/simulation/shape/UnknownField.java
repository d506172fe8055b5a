package io.github.ecstasktracker.simulation.shape;

/** A document says something its shape has no place for. The real SDK would drop it silently. */
public final class UnknownField extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnknownField(String name, String shape) {
    super("no field " + name + " in " + shape);
  }
}
