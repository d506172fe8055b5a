package io.github.ecstasktracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.http.tls.PemFiles;
import io.github.ecstasktracker.http.tls.PinnedCertificate;
import io.github.ecstasktracker.http.tls.ReloadingIdentity;
import io.github.ecstasktracker.model.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server with TLS, over real handshakes. */
class TlsServerTest {
  @TempDir private Path folder;

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void renewedCertificate_isShownToTheNextConnection() throws Exception {
    PemFiles files = PemFiles.in(folder, "first", "EC");
    PemFiles next = PemFiles.in(folder, "second", "EC");
    Path first = Files.copy(files.certificates(), folder.resolve("first.copy"));
    try (TestServer server = server(files)) {
      assertThat(get(server, first)).isEqualTo("CN=first: HTTP/1.1 200 OK");
      Files.copy(next.certificates(), files.certificates(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(next.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
      nanos.addAndGet(Duration.ofSeconds(10).toNanos());

      assertThat(get(server, next.certificates())).isEqualTo("CN=second: HTTP/1.1 200 OK");
      assertThatThrownBy(() -> get(server, first)).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void rsaCertificate_serves() throws Exception {
    PemFiles files = PemFiles.in(folder, "rsa", "RSA");
    try (TestServer server = server(files)) {
      assertThat(get(server, files.certificates())).isEqualTo("CN=rsa: HTTP/1.1 200 OK");
    }
  }

  @Test
  void plainHttp_isNotAnswered() throws Exception {
    try (TestServer server = server(PemFiles.in(folder, "a", "EC"))) {
      assertThatThrownBy(() -> server.get("/livez")).isInstanceOf(IOException.class);
    }
  }

  private TestServer server(PemFiles files) {
    SSLContext context =
        switch (ReloadingIdentity.open(files.certificates(), files.key(), nanos::get)) {
          case Result.Ok<ReloadingIdentity>(ReloadingIdentity identity) -> identity.context();
          case Result.Failed<ReloadingIdentity> failed -> throw new AssertionError(failed.reason());
        };
    return new TestServer(
        TestServer.SMALL, false, Optional.empty(), Optional.of(context), List.of(), List.of());
  }

  /** Whose certificate was shown, and the answer's first line. */
  private static String get(TestServer server, Path trusted) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            PinnedCertificate.of(trusted)
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName()
          + ": "
          + answer.lines().findFirst().orElse("");
    }
  }
}
