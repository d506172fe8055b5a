package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.ecstasktracker.model.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class CertificateClientTest {
  private static final URI CERTIFICATE =
      URI.create("https://sns.us-west-2.amazonaws.com/SimpleNotificationService-ab12.pem");

  private final StubHttp http = new StubHttp();
  private final FakeClock clock = new FakeClock();

  @Test
  void fetch_withoutEndpoint_goesToSnsItself() throws IOException {
    http.body = new byte[] {1, 2, 3};
    HttpExecuteResponse response = fetch(Optional.empty());
    assertThat(response.responseBody().orElseThrow().readAllBytes()).containsExactly(1, 2, 3);
    assertThat(http.fetched).containsExactly(CERTIFICATE);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:4566,http://localhost:4566/SimpleNotificationService-ab12.pem",
    "http://localhost:4566/,http://localhost:4566/SimpleNotificationService-ab12.pem",
    "https://sns.example/base/,https://sns.example/base/SimpleNotificationService-ab12.pem"
  })
  void fetch_withOperatorsEndpoint_goesThere(URI endpoint, URI fetched) throws IOException {
    fetch(Optional.of(endpoint));
    assertThat(http.fetched).containsExactly(fetched);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  void fetch_answeredLater_isUnavailable(int status) {
    http.status = status;
    assertThatThrownBy(() -> fetch(Optional.empty()))
        .isInstanceOf(CertificateClient.Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 403, 404})
  void fetch_answeredWithNoCertificate_hasNoBody(int status) throws IOException {
    http.status = status;
    http.body = new byte[10];
    HttpExecuteResponse response = fetch(Optional.empty());
    assertThat(response.httpResponse().isSuccessful()).isFalse();
    assertThat(response.responseBody()).isEmpty();
  }

  @Test
  void fetch_tooLarge_isNoCertificate() {
    http.body = new byte[70_000];
    assertThatThrownBy(() -> fetch(Optional.empty()))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(CertificateClient.Unavailable.class);
  }

  @Test
  void fetch_tooSlow_isUnavailable() {
    http.body = new byte[10];
    http.beforeAnswer = () -> clock.advance(Duration.ofSeconds(6));
    assertThatThrownBy(() -> fetch(Optional.empty()))
        .isInstanceOf(CertificateClient.Unavailable.class);
  }

  @Test
  void fetches_beyondTheAllowance_areRefusedUntilItFlowsBack() throws IOException {
    CertificateClient client = new CertificateClient(http, Optional.empty(), clock);
    for (int i = 0; i < 10; i++) {
      fetch(client);
    }
    assertThatThrownBy(() -> fetch(client)).isInstanceOf(CertificateClient.Unavailable.class);
    assertThat(http.fetched).hasSize(10);
    clock.advance(Duration.ofSeconds(10));
    fetch(client);
    assertThat(http.fetched).hasSize(11);
  }

  @Test
  void realClient_followsNoRedirect() throws IOException {
    AtomicInteger elsewhere = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    URI base = URI.create("http://localhost:" + server.getAddress().getPort());
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Location", base + "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext(
        "/elsewhere",
        exchange -> {
          elsewhere.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try (SdkHttpClient real = CertificateClient.newHttpClient()) {
      HttpExecuteResponse response =
          fetch(new CertificateClient(real, Optional.of(base), MonotonicClock.SYSTEM));
      assertThat(response.httpResponse().statusCode()).isEqualTo(302);
    } finally {
      server.stop(0);
    }
    assertThat(elsewhere).hasValue(0);
  }

  private HttpExecuteResponse fetch(Optional<URI> endpoint) throws IOException {
    return fetch(new CertificateClient(http, endpoint, clock));
  }

  private static HttpExecuteResponse fetch(CertificateClient client) throws IOException {
    SdkHttpRequest request =
        SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(CERTIFICATE).build();
    return client.prepareRequest(HttpExecuteRequest.builder().request(request).build()).call();
  }
}
