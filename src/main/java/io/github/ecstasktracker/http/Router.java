package io.github.ecstasktracker.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;

/** Registers routes; a GET route also answers HEAD, with the status and headers of GET. */
final class Router {
  private final RoutesConfig routes;

  Router(RoutesConfig routes) {
    this.routes = routes;
  }

  void get(String path, Handler handler) {
    routes.get(path, handler);
    // Javalin answers HEAD with 200 by itself, without calling the handler.
    routes.head(path, handler);
  }

  /**
   * A GET route like Flask's: OPTIONS lists the methods, and a trailing slash makes a different
   * path.
   */
  void getStrictly(String path, Handler handler) {
    get(
        path,
        ctx -> {
          if (ctx.path().endsWith("/")) {
            Answers.line(ctx, 404, "not found");
          } else {
            handler.handle(ctx);
          }
        });
    routes.options(path, ctx -> Answers.flask(ctx.header("Allow", "GET, HEAD, OPTIONS"), 200, ""));
  }

  /** For a GET route that changes something: HEAD must not. */
  void getOnly(String path, Handler handler) {
    routes.get(path, handler);
    routes.head(path, ctx -> Answers.line(ctx, 405, "method not allowed"));
  }

  void post(String path, Handler handler) {
    routes.post(path, handler);
  }
}
