package io.github.ecstasktracker.target;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;

/** The read side of the managed table. All reads are strongly consistent. Has no way to write. */
public interface BackendReader {
  /** Every item of the table, page by page; failed as a whole where any page fails. */
  Result<TableScan> scan(Urgency urgency);

  /**
   * One backend's item. A duplicate name under another id cannot be seen from here; {@link
   * #scan(Urgency)} sees it.
   */
  Result<StoredBackend> read(BackendKey key, Urgency urgency);
}
