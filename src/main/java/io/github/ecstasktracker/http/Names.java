package io.github.ecstasktracker.http;

import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.View;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Resolves a name in a path: a backend, or the backends that a service feeds. */
final class Names {
  private Names() {}

  /**
   * The backends of the path's {@code {service}}; a present list is never empty. If there are none,
   * the error response has been sent.
   */
  static Optional<List<BackendView>> resolve(Context ctx, View view) {
    String name = ctx.pathParam("service");
    List<BackendView> found =
        view.backends().values().stream()
            .filter(backend -> backend.key().name().equals(name) || fedBy(backend, name))
            .toList();
    if (!found.isEmpty()) {
      return Optional.of(found);
    }
    if (known(ctx, view)) {
      Answers.line(ctx, 404, "no service or backend named " + name);
    }
    return Optional.empty();
  }

  /** Whether a view exists yet; if not, the error response has been sent. */
  static boolean known(Context ctx, View view) {
    if (view.lastFullPass().isEmpty()) {
      Answers.line(ctx, 503, "no complete read yet");
    }
    return view.lastFullPass().isPresent();
  }

  private static boolean fedBy(BackendView backend, String name) {
    return backend.services().stream()
        .anyMatch(key -> key.service().equals(name) || key.toString().equals(name));
  }
}
