package io.github.ecstasktracker.http;

import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Finder;
import io.github.ecstasktracker.directory.Hit;
import io.github.ecstasktracker.directory.LinkTemplate;
import io.github.ecstasktracker.directory.Matches;
import io.github.ecstasktracker.history.Recall;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.ServiceKey;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code /query}: finds tasks, containers and the users of an address.
 *
 * <ul>
 *   <li>The routes and answers of ECS ID Mapper, byte for byte where its clients rely on them.
 *   <li>Served from memory; only stopped tasks that are no longer in memory need an AWS call.
 *   <li>A redirect only leads to the host of a configured template.
 * </ul>
 */
final class QueryRoutes {
  private static final String MATCH_COUNT = "X-Match-Count";

  private final ControllerStatus status;
  private final Directory directory;
  private final Recall recall;
  private final Whereabouts whereabouts;
  private final Access access;

  QueryRoutes(
      ControllerStatus status,
      Directory directory,
      Recall recall,
      List<LinkTemplate> links,
      Access access) {
    this.status = status;
    this.directory = directory;
    this.recall = recall;
    this.whereabouts = new Whereabouts(links);
    this.access = access;
  }

  /** Reserved words before links: the first matching route is used. */
  void addTo(Router router) {
    String container = "/query/container_id/{id}";
    get(router, container, this::taskOfContainer);
    get(router, container + "/_all", this::container);
    get(router, container + "/urls", this::urls);
    get(router, container + "/{link}", ctx -> link(ctx, best(ctx)));
    String task = "/query/task_id/{id}";
    get(router, task, this::containerOfTask);
    get(router, task + "/_all", this::task);
    get(router, task + "/containers", this::containers);
    get(router, task + "/{link}", ctx -> link(ctx, first(ofTask(ctx))));
    String service = "/query/service/{cluster}/{service}";
    get(router, service + "/_all", this::service);
    get(router, service + "/{link}", ctx -> link(ctx, first(directory.service(key(ctx)))));
    get(router, "/query", this::find);
    get(router, "/query/address/{address}", this::address);
    get(router, "/query/address/{address}/{protocol}", this::address);
  }

  private void get(Router router, String path, Handler handler) {
    router.getStrictly(path, access.guard(RouteGroup.QUERY, handler));
  }

  private void taskOfContainer(Context ctx) {
    best(ctx).ifPresentOrElse(hit -> text(ctx, hit.placement().taskId()), () -> notFound(ctx));
  }

  private void container(Context ctx) {
    best(ctx)
        .ifPresentOrElse(hit -> QueryJson.answer(ctx, whereabouts.row(hit)), () -> notFound(ctx));
  }

  /** The old server's response, despite its name; empty if nothing is known. */
  private void urls(Context ctx) {
    QueryJson.answer(ctx, best(ctx).map(whereabouts::row).orElseGet(TreeMap::new));
  }

  private void containerOfTask(Context ctx) {
    ofTask(ctx).stream()
        .map(hit -> hit.container().id())
        .filter(id -> !id.isEmpty())
        .findFirst()
        .ifPresentOrElse(id -> text(ctx, id), () -> notFound(ctx));
  }

  private void task(Context ctx) {
    first(ofTask(ctx))
        .ifPresentOrElse(hit -> QueryJson.answer(ctx, whereabouts.row(hit)), () -> notFound(ctx));
  }

  private void containers(Context ctx) {
    all(ctx, ofTask(ctx));
  }

  private void service(Context ctx) {
    ServiceKey service = key(ctx);
    List<Hit> tasks = directory.service(service);
    if (tasks.isEmpty() && !known(service)) {
      notFound(ctx);
      return;
    }
    QueryJson.answer(
        ctx,
        new TreeMap<>(
            Map.of(
                "cluster_name", service.cluster(),
                "service_name", service.service(),
                "tasks", tasks.stream().map(whereabouts::row).toList())));
  }

  private void address(Context ctx) {
    Optional<Address> address = Address.parse(ctx.pathParam("address"));
    String protocol = ctx.pathParamMap().getOrDefault("protocol", "");
    if (address.isEmpty() || !protocol.matches("(tcp|udp)?")) {
      Answers.line(
          ctx, 400, "must be /query/address/<ip>:<port>, optionally followed by /tcp or /udp");
      return;
    }
    all(
        ctx,
        directory.address(
            address.get().host(),
            address.get().port(),
            Optional.of(protocol).filter(text -> !text.isEmpty())));
  }

  private void find(Context ctx) {
    String name = ctx.queryParam("name");
    if (name == null || name.isEmpty()) {
      Answers.line(ctx, 400, "must be /query?name=<any id, short id, service, address or host>");
      return;
    }
    Finder finder = new Finder(directory);
    List<Hit> known = finder.find(name);
    boolean recalled =
        known.isEmpty() && (recall.task(Placement.taskId(name)) || recall.container(name));
    all(ctx, recalled ? finder.find(name) : known);
  }

  private void all(Context ctx, List<Hit> hits) {
    if (hits.isEmpty()) {
      notFound(ctx);
      return;
    }
    ctx.header(MATCH_COUNT, String.valueOf(hits.size()));
    QueryJson.answer(ctx, hits.stream().map(whereabouts::whole).toList());
  }

  private void link(Context ctx, Optional<Hit> hit) {
    Optional<LinkTemplate> template = whereabouts.link(ctx.pathParam("link"));
    Optional<String> url = template.flatMap(link -> hit.flatMap(link::of));
    if (template.isEmpty()) {
      Answers.line(ctx, 404, "no link of that name is configured: see --link");
    } else if (url.isEmpty()) {
      notFound(ctx);
    } else if (!"true".equalsIgnoreCase(ctx.queryParam("redir"))) {
      text(ctx, url.get());
    } else if (hit.filter(template.get()::mayRedirect).isEmpty()) {
      Answers.line(ctx, 403, "not redirected: only an agent names that host");
    } else {
      Answers.flask(ctx.header("Location", url.get()), 302, "");
    }
  }

  private Optional<Hit> best(Context ctx) {
    String id = ctx.pathParam("id");
    Matches known = directory.container(id);
    Matches matches = known.count() == 0 && recall.container(id) ? directory.container(id) : known;
    if (matches.count() > 0) {
      ctx.header(MATCH_COUNT, String.valueOf(matches.count()));
    }
    return matches.best();
  }

  private List<Hit> ofTask(Context ctx) {
    String id = ctx.pathParam("id");
    List<Hit> known = directory.task(id);
    return known.isEmpty() && recall.task(id) ? directory.task(id) : known;
  }

  private static Optional<Hit> first(List<Hit> hits) {
    return hits.stream().findFirst();
  }

  private static ServiceKey key(Context ctx) {
    return new ServiceKey(ctx.pathParam("cluster"), ctx.pathParam("service"));
  }

  private boolean known(ServiceKey service) {
    return directory.knows(service)
        || status.view().backends().values().stream()
            .anyMatch(backend -> backend.services().contains(service));
  }

  /** Before the first complete read, nothing can be reported as missing. */
  private void notFound(Context ctx) {
    if (Names.known(ctx, status.view())) {
      Answers.line(ctx, 404, "not found");
    }
  }

  private static void text(Context ctx, String text) {
    ctx.header("Content-Security-Policy", "default-src 'none'");
    Answers.flask(ctx, 200, text);
  }
}
