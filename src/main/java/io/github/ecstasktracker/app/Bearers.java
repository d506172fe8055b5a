package io.github.ecstasktracker.app;

import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.http.TokenCheck;
import io.github.ecstasktracker.http.TokenCheck.Answer;
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
public final class Bearers implements AutoCloseable {
  private final List<TokenCheck> checks = new ArrayList<>();
  private final List<IssuerClient> clients = new ArrayList<>();

  public Bearers(Config.Http config, MonotonicClock clock, MeterRegistry registry) {
    JwtCheck.Counters counters = new JwtCheck.Counters(registry);
    // The file's first: to look at it costs less, and its token is none of the issuer's refusals.
    config.apiTokenFile().ifPresent(file -> checks.add(file(Sources.token(file, clock)::matches)));
    config.jwt().ifPresent(trusted -> checks.add(TokenCheck.of(jwt(trusted, clock, counters))));
  }

  /** Whoever has the file's token may do everything. */
  private static TokenCheck file(Predicate<String> matches) {
    return (token, _) -> matches.test(token) ? Answer.OPENS : Answer.UNKNOWN;
  }

  private JwtCheck jwt(TrustedIssuer trusted, MonotonicClock clock, JwtCheck.Counters counters) {
    IssuerClient client = new IssuerClient(trusted);
    clients.add(client);
    return new JwtCheck(trusted, client, clock, InstantSource.system(), counters);
  }

  /** What a text opens as one of those tokens; empty where none is configured. */
  public Optional<TokenCheck> check() {
    return checks.stream().reduce(Bearers::either);
  }

  private static TokenCheck either(TokenCheck first, TokenCheck second) {
    return (token, group) -> {
      Answer answer = first.of(token, group);
      return answer == Answer.UNKNOWN ? second.of(token, group) : answer;
    };
  }

  @Override
  public void close() {
    clients.forEach(IssuerClient::close);
  }
}
