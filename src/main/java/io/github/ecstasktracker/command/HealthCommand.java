package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.app.config.ListenAddress;
import io.github.ecstasktracker.http.tls.PinnedCertificate;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;

/**
 * Calls {@code /livez} of the controller on the same machine with the same configuration. Exits
 * with 0 or 1 only, as docs.docker.com/reference/dockerfile/#healthcheck requires, and prints one
 * line.
 */
final class HealthCommand implements Command {
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(3);

  @Override
  public int execute(Config config, Console console) {
    ListenAddress listen = config.http().listen();
    if (listen.port() == 0) {
      return unwell(console, "--port is 0: the port chosen at start is not known here");
    }
    String host = listen.host().orElse("127.0.0.1");
    try {
      Optional<Path> certificates = config.http().tlsCertificates();
      String scheme = certificates.isPresent() ? "https" : "http";
      URI probe = new URI(scheme, null, host, listen.port(), "/livez", null, null);
      int status = status(probe, certificates);
      if (status == HttpURLConnection.HTTP_OK) {
        console.out().println("alive");
        return ExitCode.OK;
      }
      return unwell(console, "not alive: " + probe + " answers " + status);
    } catch (IOException | URISyntaxException e) {
      return unwell(console, "no answer from %s, port %d: %s".formatted(host, listen.port(), e));
    }
  }

  /**
   * Uses the JDK's old HTTP client, which loads a tenth of the classes of the new one, because this
   * runs often.
   */
  private static int status(URI probe, Optional<Path> certificates) throws IOException {
    HttpURLConnection http = (HttpURLConnection) probe.toURL().openConnection(Proxy.NO_PROXY);
    if (http instanceof HttpsURLConnection https && certificates.isPresent()) {
      https.setSSLSocketFactory(PinnedCertificate.of(certificates.get()));
      // The certificate itself is pinned; its name is the one that other machines use for this one.
      https.setHostnameVerifier((_, _) -> true);
    }
    http.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
    http.setReadTimeout(Math.toIntExact(ANSWER.toMillis()));
    http.setInstanceFollowRedirects(false);
    try {
      return http.getResponseCode();
    } finally {
      http.disconnect();
    }
  }

  private static int unwell(Console console, String line) {
    console.err().println(line);
    return ExitCode.FINDINGS;
  }
}
