package io.github.ecstasktracker.model;

/** One line of a patch. */
public sealed interface ServerChange {
  /** The entry's key in the item's servers. */
  String key();

  /** Why. */
  ChangeCause cause();

  /** Why, for a person. */
  default String reason() {
    return cause().sentence();
  }

  /** A server that the item lacks. */
  record Add(StoredServer server, ChangeCause cause) implements ServerChange {
    @Override
    public String key() {
      return server.key();
    }
  }

  /**
   * A server whose url or weight is not as it should be. Attributes of the entry that are not ours
   * stay.
   */
  record Change(StoredServer from, StoredServer to, ChangeCause cause) implements ServerChange {
    @Override
    public String key() {
      return to.key();
    }
  }

  /** A server that must go. */
  record Remove(StoredServer server, ChangeCause cause) implements ServerChange {
    @Override
    public String key() {
      return server.key();
    }
  }
}
