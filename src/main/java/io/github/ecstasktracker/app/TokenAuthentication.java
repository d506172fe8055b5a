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

/** Checks bearer tokens against the configured token file and issuer. */
public final class TokenAuthentication implements AutoCloseable {
  private final List<TokenCheck> checks = new ArrayList<>();
  private final List<IssuerClient> clients = new ArrayList<>();

  public TokenAuthentication(Config.Http config, MonotonicClock clock, MeterRegistry registry) {
    JwtCheck.Counters counters = new JwtCheck.Counters(registry);
    // The file first: the check is cheaper, and its token must not count as rejected by the issuer.
    config.apiTokenFile().ifPresent(file -> checks.add(file(Sources.token(file, clock)::matches)));
    config.jwt().ifPresent(trusted -> checks.add(TokenCheck.of(jwt(trusted, clock, counters))));
  }

  /** The file's token allows everything. */
  private static TokenCheck file(Predicate<String> matches) {
    return (token, _) -> matches.test(token) ? Answer.OPENS : Answer.UNKNOWN;
  }

  private JwtCheck jwt(TrustedIssuer trusted, MonotonicClock clock, JwtCheck.Counters counters) {
    IssuerClient client = new IssuerClient(trusted);
    clients.add(client);
    return new JwtCheck(trusted, client, clock, InstantSource.system(), counters);
  }

  /** The combined check; empty if none is configured. */
  public Optional<TokenCheck> check() {
    return checks.stream().reduce(TokenAuthentication::either);
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
