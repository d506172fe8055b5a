package io.github.ecstasktracker.app;

import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.lease.TermListener;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards term changes to the parts of this process: in order at the beginning of a term, in
 * reverse order at its end. A failing listener does not affect the others.
 */
final class TermListeners implements TermListener {
  private static final Logger LOG = LoggerFactory.getLogger(TermListeners.class);

  private volatile List<TermListener> parts = List.of();

  /**
   * Sets the listeners. Must be called before the first term; the listeners are created after the
   * elector.
   */
  void set(List<TermListener> listeners) {
    parts = List.copyOf(listeners);
  }

  @Override
  public void acquired(Term term) {
    each(parts, part -> part.acquired(term));
  }

  @Override
  public void lost(String reason) {
    each(parts.reversed(), part -> part.lost(reason));
  }

  private static void each(List<TermListener> parts, Consumer<TermListener> telling) {
    for (TermListener part : parts) {
      try {
        telling.accept(part);
      } catch (RuntimeException e) {
        LOG.error("term listener failed", e);
      }
    }
  }
}
