package io.github.ecstasktracker.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Access control for all routes that show or change data.
 *
 * <ul>
 *   <li>With a valid bearer token for these routes: anybody.
 *   <li>Without a token: only clients on this machine. Requests forwarded by a proxy do not count
 *       as local, nor do requests for a host name that is not this machine's: a web page may have
 *       pointed its own name at this address (DNS rebinding).
 *   <li>From a network admitted to a group of routes: clients that connect directly from there.
 *   <li>Never a web page of another origin, even with a token.
 * </ul>
 */
final class Access {
  private static final List<String> FORWARDED =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String BEARER = "Bearer ";
  private static final String NOT_CONFIGURED =
      "closed off loopback: set --api-token-file (ECS_TASK_TRACKER_API_TOKEN_FILE) or"
          + " --jwt-issuer";

  private final Optional<TokenCheck> tokens;
  private final List<Admission> admissions;

  Access(Optional<TokenCheck> tokens, List<Admission> admissions) {
    this.tokens = tokens;
    this.admissions = List.copyOf(admissions);
  }

  /** Wraps a handler with the rules of its group. */
  Handler guard(RouteGroup group, Handler handler) {
    return ctx -> {
      if (allowed(group, ctx)) {
        handler.handle(ctx);
      }
    };
  }

  private boolean allowed(RouteGroup group, Context ctx) {
    if (crossOrigin(ctx)) {
      Answers.line(ctx, 403, "requests from another origin are refused");
      return false;
    }
    TokenCheck.Answer answer =
        tokens
            .flatMap(check -> bearer(ctx).map(presented -> check.of(presented, group)))
            .orElse(TokenCheck.Answer.UNKNOWN);
    if (answer == TokenCheck.Answer.OPENS || local(ctx) || admitted(group, ctx)) {
      return true;
    }
    if (tokens.isEmpty()) {
      Answers.line(ctx, 403, NOT_CONFIGURED);
    } else if (answer == TokenCheck.Answer.OPENS_OTHERS) {
      // RFC 6750, section 3.1.
      ctx.header(
          "WWW-Authenticate",
          "Bearer error=\"insufficient_scope\", scope=\"%s\"".formatted(group.scope()));
      Answers.line(ctx, 403, "the token lacks the scope " + group.scope());
    } else {
      ctx.header("WWW-Authenticate", "Bearer");
      Answers.line(ctx, 401, "a bearer token is needed off loopback");
    }
    return false;
  }

  private static Optional<String> bearer(Context ctx) {
    String header = ctx.header("Authorization");
    boolean bearer = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return bearer ? Optional.of(header.substring(BEARER.length()).strip()) : Optional.empty();
  }

  private boolean admitted(RouteGroup group, Context ctx) {
    if (admissions.isEmpty() || !direct(ctx)) {
      return false;
    }
    try {
      // A numeric address: no DNS lookup.
      InetAddress peer = InetAddress.getByName(ctx.req().getRemoteAddr());
      return admissions.stream().anyMatch(admission -> admission.admits(group, peer));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean direct(Context ctx) {
    return FORWARDED.stream().allMatch(name -> ctx.header(name) == null);
  }

  private static boolean local(Context ctx) {
    return direct(ctx)
        && loopback(ctx.req().getRemoteAddr())
        && LOCAL_NAMES.contains(hostName(ctx.header("Host")));
  }

  private static boolean loopback(String address) {
    try {
      // A numeric address: no DNS lookup.
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String hostName(String host) {
    if (host == null) {
      return "";
    }
    int port = host.lastIndexOf(':');
    return (port > host.lastIndexOf(']') ? host.substring(0, port) : host).toLowerCase(Locale.ROOT);
  }

  private static boolean crossOrigin(Context ctx) {
    if ("cross-site".equals(ctx.header("Sec-Fetch-Site"))) {
      return true;
    }
    String origin = ctx.header("Origin");
    String host = ctx.header("Host");
    return origin != null && (host == null || !host.equalsIgnoreCase(authority(origin)));
  }

  private static String authority(String origin) {
    try {
      String authority = new URI(origin).getRawAuthority();
      return authority == null ? "" : authority;
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
