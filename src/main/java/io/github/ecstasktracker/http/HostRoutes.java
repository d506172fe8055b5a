package io.github.ecstasktracker.http;

import io.github.ecstasktracker.directory.HostPorts;
import io.github.ecstasktracker.directory.HostRegistry;
import io.github.ecstasktracker.http.report.HostReport;
import io.github.ecstasktracker.http.report.HostText;
import io.github.ecstasktracker.http.report.HostsReport;
import io.github.ecstasktracker.http.report.PortReport;
import io.github.ecstasktracker.http.report.PortsReport;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code /hosts}: the hosts with their state, tasks and ports, as text or JSON. A host is
 * identified by its container instance, its EC2 id or its address.
 */
final class HostRoutes {
  private final HostRegistry registry;
  private final Access access;
  private final InFlight inFlight;

  HostRoutes(HostRegistry registry, Access access, HttpLimits limits) {
    this.registry = registry;
    this.access = access;
    this.inFlight = new InFlight(limits.syncs());
  }

  void addTo(Router router) {
    get(router, "/hosts", this::all);
    get(router, "/hosts/{id}", ctx -> one(ctx, host -> show(ctx, host)));
    get(router, "/hosts/{id}/ports", ctx -> one(ctx, host -> ports(ctx, host)));
    get(router, "/hosts/{id}/ports/{protocol}/{port}", ctx -> one(ctx, host -> port(ctx, host)));
  }

  /** A request may wait for ECS, so concurrent ones are limited. */
  private void get(Router router, String path, Handler handler) {
    router.get(path, access.guard(RouteGroup.QUERY, inFlight.bound(handler)));
  }

  private void all(Context ctx) {
    HostsReport report = HostsReport.of(registry.hosts());
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, report);
    } else {
      Answers.text(ctx, 200, HostText.of(report));
    }
  }

  private void one(Context ctx, Consumer<HostRegistry.Host> answer) {
    String id = ctx.pathParam("id");
    registry
        .hosts()
        .find(id)
        .ifPresentOrElse(answer, () -> Answers.line(ctx, 404, "unknown host " + id));
  }

  private static void show(Context ctx, HostRegistry.Host host) {
    HostReport report = HostReport.of(host);
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, report);
    } else {
      Answers.text(ctx, 200, HostText.of(report));
    }
  }

  private static void ports(Context ctx, HostRegistry.Host host) {
    PortsReport report = PortsReport.of(host);
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, report);
    } else {
      Answers.text(ctx, 200, HostText.of(report));
    }
  }

  private static void port(Context ctx, HostRegistry.Host host) {
    String protocol = ctx.pathParam("protocol");
    String number = ctx.pathParam("port");
    if (!protocol.matches("tcp|udp") || !number.matches("[1-9]\\d{0,4}")) {
      Answers.line(ctx, 400, "must be /hosts/<id>/ports/<tcp or udp>/<port>");
      return;
    }
    Optional<PortReport> port =
        HostPorts.of(host.tasks(), host.status())
            .claim(protocol, Integer.parseInt(number))
            .map(PortReport::of);
    if (port.isEmpty()) {
      Answers.line(ctx, 404, "no task has that port");
    } else if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, port.get());
    } else {
      Answers.line(ctx, 200, HostText.line(port.get()));
    }
  }
}
