package io.github.ecstasktracker.http;

import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.http.report.DiffReport;
import io.github.ecstasktracker.http.report.DiffText;
import io.github.ecstasktracker.http.report.Json;
import io.github.ecstasktracker.http.report.Palette;
import io.github.ecstasktracker.http.report.Verdict;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.View;
import io.javalin.http.Context;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code /diff} and {@code /diff/{service}}: the original's texts, one line per server with {@code
 * ?verbose}, or JSON. Served from the view without AWS calls.
 */
final class DiffRoutes {
  private final ControllerStatus status;
  private final Access access;
  private final Rendered allAsJson = new Rendered();
  private final Rendered allAsText = new Rendered();

  DiffRoutes(ControllerStatus status, Access access) {
    this.status = status;
    this.access = access;
  }

  void addTo(Router router) {
    router.get("/diff", access.guard(RouteGroup.TABLE, this::all));
    router.get("/diff/{service}", access.guard(RouteGroup.TABLE, this::one));
  }

  /**
   * The full report of a large cluster has megabytes and is polled, so it is rendered once per
   * view.
   */
  private void all(Context ctx) {
    View view = status.view();
    if (!Names.known(ctx, view)) {
      return;
    }
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, allAsJson.of(view, () -> Json.of(DiffReport.of(view))));
    } else if (ctx.queryParam("verbose") != null) {
      Answers.text(
          ctx, 200, allAsText.of(view, () -> DiffText.of(DiffReport.of(view), Palette.PLAIN)));
    } else {
      Answers.text(ctx, 200, textOfAll(view.backends().values()));
    }
  }

  private void one(Context ctx) {
    View view = status.view();
    Optional<List<BackendView>> backends = Names.resolve(ctx, view);
    if (backends.isPresent()) {
      String text = textOf(ctx.pathParam("service"), backends.get());
      answer(ctx, DiffReport.of(view, backends.get()), text);
    }
  }

  private static void answer(Context ctx, DiffReport report, String shortText) {
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, report);
    } else if (ctx.queryParam("verbose") != null) {
      Answers.text(ctx, 200, DiffText.of(report, Palette.PLAIN));
    } else {
      Answers.text(ctx, 200, shortText);
    }
  }

  /** Backends of unknown state are listed separately, since they are not differences either. */
  private static String textOfAll(Collection<BackendView> backends) {
    String off = names(backends, Verdict.OUT_OF_SYNC);
    String unknown = names(backends, Verdict.UNKNOWN);
    if (off.isEmpty() && unknown.isEmpty()) {
      return "all services in sync";
    }
    return (off.isEmpty() ? "" : "services out of sync:" + off)
        + (off.isEmpty() || unknown.isEmpty() ? "" : "\n")
        + (unknown.isEmpty() ? "" : "services unknown:" + unknown);
  }

  private static String names(Collection<BackendView> backends, Verdict verdict) {
    return backends.stream()
        .filter(backend -> Verdict.of(backend) == verdict)
        .map(backend -> "\n" + backend.key().name().replaceAll("\\p{Cntrl}", "?"))
        .collect(Collectors.joining());
  }

  private static String textOf(String name, List<BackendView> backends) {
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    return switch (Verdict.worst(backends.stream().map(Verdict::of).toList())) {
      case UNKNOWN -> shown + " is unknown";
      case OUT_OF_SYNC -> shown + " is out of sync";
      case IN_SYNC, IGNORED -> shown + " is in sync";
    };
  }
}
