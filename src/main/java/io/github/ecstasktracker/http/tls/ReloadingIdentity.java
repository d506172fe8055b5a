package io.github.ecstasktracker.http.tls;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate and key, reloaded from their files.
 *
 * <ul>
 *   <li>They are reloaded at a handshake if the last read is ten seconds old: a renewed certificate
 *       needs no restart and no background task.
 *   <li>If the files are invalid or do not match yet, the last valid pair stays in use, which is
 *       logged once.
 *   <li>A handshake uses the certificate and the key of the same read.
 * </ul>
 */
public final class ReloadingIdentity extends X509ExtendedKeyManager {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadingIdentity.class);
  private static final long REREAD_NANOS = Duration.ofSeconds(10).toNanos();

  /** An identity with the alias that a handshake uses for it. */
  private record Named(String alias, PemIdentity identity) {}

  private final Path certificates;
  private final Path key;
  private final MonotonicClock clock;
  private Named current;
  private Optional<Named> before = Optional.empty();
  private long readAt;
  private long reads;
  private boolean failing;

  private ReloadingIdentity(
      Path certificates, Path key, MonotonicClock clock, PemIdentity identity) {
    this.certificates = certificates;
    this.key = key;
    this.clock = clock;
    this.current = new Named("0", identity);
    this.readAt = clock.nanos();
  }

  /** The certificate in the files, or why it cannot be used. */
  public static Result<ReloadingIdentity> open(Path certificates, Path key, MonotonicClock clock) {
    return PemIdentity.read(certificates, key)
        .map(identity -> new ReloadingIdentity(certificates, key, clock, identity));
  }

  /** A TLS context for a server with this identity and without client certificates. */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {this}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    Named now = now();
    return now.identity().key().getAlgorithm().equals(keyType) ? now.alias() : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = chooseEngineServerAlias(keyType, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return named(alias)
        .map(named -> named.identity().chain().toArray(X509Certificate[]::new))
        .orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return named(alias).map(named -> named.identity().key()).orElse(null);
  }

  /** It is a server's. */
  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  /** It is a server's. */
  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private synchronized Optional<Named> named(String alias) {
    return current.alias().equals(alias)
        ? Optional.of(current)
        : before.filter(named -> named.alias().equals(alias));
  }

  private synchronized Named now() {
    if (clock.nanos() - readAt >= REREAD_NANOS) {
      readAt = clock.nanos();
      switch (PemIdentity.read(certificates, key)) {
        case Result.Ok<PemIdentity>(PemIdentity fresh) -> take(fresh);
        case Result.Failed<PemIdentity>(String reason, boolean _) -> {
          if (!failing) {
            LOG.atWarn()
                .addKeyValue("reason", reason)
                .log("certificate not reloaded; keeping the previous one");
          }
          failing = true;
        }
      }
    }
    return current;
  }

  private void take(PemIdentity fresh) {
    failing = false;
    if (!fresh.chain().equals(current.identity().chain())) {
      before = Optional.of(current);
      current = new Named(String.valueOf(++reads), fresh);
      LOG.atInfo()
          .addKeyValue("not-after", fresh.chain().getFirst().getNotAfter().toInstant())
          .log("certificate reloaded");
    }
  }
}
