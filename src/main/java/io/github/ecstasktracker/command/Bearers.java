package io.github.ecstasktracker.command;

import io.github.ecstasktracker.command.config.Config;
import io.github.ecstasktracker.http.auth.IssuerClient;
import io.github.ecstasktracker.http.auth.JwtCheck;
import io.github.ecstasktracker.http.auth.TrustedIssuer;
import io.github.ecstasktracker.model.MonotonicClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whose bearer tokens open the routes that tell or change, as configured. */
final class Bearers implements AutoCloseable {
  private final List<Predicate<String>> checks = new ArrayList<>();
  private final List<IssuerClient> clients = new ArrayList<>();

  Bearers(Config.Http config, MonotonicClock clock, MeterRegistry registry) {
    JwtCheck.Counters counters = new JwtCheck.Counters(registry);
    // The file's first: to look at it costs less, and its token is none of the issuer's refusals.
    config.apiTokenFile().ifPresent(file -> checks.add(Sources.token(file, clock)::matches));
    config.jwt().ifPresent(trusted -> checks.add(jwt(trusted, clock, counters)));
  }

  private JwtCheck jwt(TrustedIssuer trusted, MonotonicClock clock, JwtCheck.Counters counters) {
    IssuerClient client = new IssuerClient(trusted);
    clients.add(client);
    return new JwtCheck(trusted, client, clock, InstantSource.system(), counters);
  }

  /** Whether a text is one of those tokens; empty where none is configured. */
  Optional<Predicate<String>> check() {
    return checks.isEmpty()
        ? Optional.empty()
        : Optional.of(token -> checks.stream().anyMatch(check -> check.test(token)));
  }

  @Override
  public void close() {
    clients.forEach(IssuerClient::close);
  }
}
