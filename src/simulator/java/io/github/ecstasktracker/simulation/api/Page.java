package io.github.ecstasktracker.simulation.api;

import io.github.ecstasktracker.simulation.faults.FaultKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a list. */
record Page<T>(List<T> entries, Optional<String> nextToken) {

  /**
   * Cuts a page from what follows the token.
   *
   * @param following at least one entry more than the page may hold, if there are as many
   * @param key what the next token names
   */
  static <T> Page<T> cut(
      List<T> following,
      int size,
      PageToken token,
      Function<T, String> key,
      Set<FaultKind> faults) {
    if (faults.contains(FaultKind.EMPTY_PAGE)) {
      return new Page<>(List.of(), Optional.of(token.next(token.after()).text()));
    }
    int most = faults.contains(FaultKind.SHORT_PAGE) ? Math.max(1, size / 2) : size;
    if (following.size() <= most) {
      return new Page<>(following, Optional.empty());
    }
    List<T> entries = List.copyOf(following.subList(0, most));
    return new Page<>(entries, Optional.of(token.next(key.apply(entries.getLast())).text()));
  }

  @Nullable String token() {
    return nextToken.orElse(null);
  }
}
