package io.github.ecstasktracker.app;

import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.lease.TermListener;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the parts of this process of each term: in their order at its beginning, and backwards at
 * its end. One that fails does not keep the others from hearing.
 */
final class Terms implements TermListener {
  private static final Logger LOG = LoggerFactory.getLogger(Terms.class);

  private volatile List<TermListener> parts = List.of();

  /** Whom to tell; to be called before the first term, since parts are made after the elector. */
  void tell(List<TermListener> listeners) {
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
        LOG.error("a part of the process did not follow a change of leadership", e);
      }
    }
  }
}
