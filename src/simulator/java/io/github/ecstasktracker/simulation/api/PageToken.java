package io.github.ecstasktracker.simulation.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a list goes on: after which entry, and the how-manieth page that is. It names an entry, not
 * a snapshot, so that what changes between two pages may be missed, as it may with ECS.
 */
record PageToken(int page, String after) {
  static final PageToken FIRST = new PageToken(1, "");

  /** Nothing where the token is not one of ours. */
  static Optional<PageToken> parse(@Nullable String token) {
    if (token == null) {
      return Optional.of(FIRST);
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), UTF_8);
      int bar = text.indexOf('|');
      return Optional.of(
          new PageToken(Integer.parseInt(text.substring(0, bar)), text.substring(bar + 1)));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  PageToken next(String after) {
    return new PageToken(page + 1, after);
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((page + "|" + after).getBytes(UTF_8));
  }
}
