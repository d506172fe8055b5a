package io.github.ecstasktracker.http;

import io.github.ecstasktracker.directory.HostBook;
import io.github.ecstasktracker.directory.HostPorts;
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
 * {@code /hosts}: the hosts, how they are, what runs on them and which ports it has; text, or JSON.
 * A host is named by its container instance, its EC2 id or its address.
 */
final class HostRoutes {
  private final HostBook book;
  private final Access access;
  private final InFlight inFlight;

  HostRoutes(HostBook book, Access access, HttpLimits limits) {
    this.book = book;
    this.access = access;
    this.inFlight = new InFlight(limits.syncs());
  }

  void addTo(Router router) {
    get(router, "/hosts", this::all);
    get(router, "/hosts/{id}", ctx -> one(ctx, host -> show(ctx, host)));
    get(router, "/hosts/{id}/ports", ctx -> one(ctx, host -> ports(ctx, host)));
    get(router, "/hosts/{id}/ports/{protocol}/{port}", ctx -> one(ctx, host -> port(ctx, host)));
  }

  /** ECS may be asked: bounded, as all that waits for others. */
  private void get(Router router, String path, Handler handler) {
    router.get(path, access.guard(RouteGroup.QUERY, inFlight.bound(handler)));
  }

  private void all(Context ctx) {
    HostsReport report = HostsReport.of(book.hosts());
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, report);
    } else {
      Answers.text(ctx, 200, HostText.of(report));
    }
  }

  private void one(Context ctx, Consumer<HostBook.Host> answer) {
    String id = ctx.pathParam("id");
    book.hosts()
        .find(id)
        .ifPresentOrElse(answer, () -> Answers.line(ctx, 404, "no host is known as " + id));
  }

  private static void show(Context ctx, HostBook.Host host) {
    HostReport report = HostReport.of(host);
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, report);
    } else {
      Answers.text(ctx, 200, HostText.of(report));
    }
  }

  private static void ports(Context ctx, HostBook.Host host) {
    PortsReport report = PortsReport.of(host);
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, report);
    } else {
      Answers.text(ctx, 200, HostText.of(report));
    }
  }

  private static void port(Context ctx, HostBook.Host host) {
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
