package io.github.ecstasktracker.http;

import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.controller.ControllerStatus.Check;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The probes, like those of Kubernetes' own components: {@code ok} and 200, or one line per check
 * and 503. {@code ?verbose} always shows the lines, {@code ?exclude=name} omits a check, and each
 * check has its own route. Public, since they only show names of checks, ages and the leader's
 * name.
 */
final class HealthRoutes {
  private final ControllerStatus status;

  HealthRoutes(ControllerStatus status) {
    this.status = status;
  }

  void addTo(Router router) {
    probe(router, "livez", status::liveness);
    probe(router, "readyz", status::readiness);
    // Often used as a liveness probe by default, so it must not fail during startup.
    probe(router, "healthz", status::liveness);
    router.get("/health", this::health);
  }

  private static void probe(Router router, String name, Supplier<List<Check>> checks) {
    router.get("/" + name, ctx -> all(ctx, name, checks.get()));
    router.get("/" + name + "/{check}", ctx -> one(ctx, checks.get()));
  }

  /** The original's text; its constant 200 would hide a stuck loop. */
  private void health(Context ctx) {
    boolean alive = status.liveness().stream().allMatch(Check::ok);
    Answers.text(ctx, alive ? 200 : 503, alive ? "Healthy" : "Unhealthy");
  }

  private static void all(Context ctx, String name, List<Check> checks) {
    Set<String> excluded = Set.copyOf(ctx.queryParams("exclude"));
    boolean ok = checks.stream().allMatch(check -> check.ok() || excluded.contains(check.name()));
    boolean verbose = ctx.queryParam("verbose") != null;
    if (ok && !verbose) {
      Answers.text(ctx, 200, "ok");
      return;
    }
    StringBuilder body = new StringBuilder();
    for (Check check : checks) {
      body.append(excluded.contains(check.name()) ? excluded(check) : line(check)).append('\n');
    }
    String unknown = unknown(excluded, checks);
    if (!unknown.isEmpty()) {
      body.append("warn: no such check to exclude: ").append(unknown).append('\n');
    }
    body.append(name).append(ok ? " check passed" : " check failed").append('\n');
    Answers.text(ctx, ok ? 200 : 503, body.toString());
  }

  private static void one(Context ctx, List<Check> checks) {
    String name = ctx.pathParam("check");
    for (Check check : checks) {
      if (check.name().equals(name)) {
        boolean plain = check.ok() && ctx.queryParam("verbose") == null;
        Answers.line(ctx, check.ok() ? 200 : 503, plain ? "ok" : line(check));
        return;
      }
    }
    Answers.line(ctx, 404, "no such check");
  }

  private static String line(Check check) {
    return (check.ok() ? "[+]" : "[-]")
        + check.name()
        + (check.ok() ? " ok" : " failed")
        + (check.detail().isEmpty() ? "" : ": " + check.detail().replaceAll("\\p{Cntrl}", "?"));
  }

  private static String excluded(Check check) {
    return "[+]" + check.name() + " excluded: ok";
  }

  private static String unknown(Set<String> excluded, List<Check> checks) {
    Set<String> known = checks.stream().map(Check::name).collect(Collectors.toSet());
    return excluded.stream()
        .filter(name -> !known.contains(name))
        .sorted()
        .map(name -> "\"" + name.replaceAll("\\p{Cntrl}", "?") + "\"")
        .collect(Collectors.joining(", "));
  }
}
