package io.github.ecstasktracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.directory.Places;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
  @ParameterizedTest
  @CsvSource({
    "query=10.0.0.0/8,10.255.1.2,true",
    "query=10.0.0.0/8,11.0.0.1,false",
    "query=10.0.1.4/30,10.0.1.7,true",
    "query=10.0.1.4/30,10.0.1.8,false",
    "query=10.0.1.5/32,10.0.1.5,true",
    "query=10.0.1.5/32,10.0.1.4,false",
    "query=0.0.0.0/0,203.0.113.1,true",
    "query=0.0.0.0/0,2001:db8::1,false",
    "query=2001:db8::/32,2001:db8:ffff::1,true",
    "query=2001:db8::/32,2001:db9::1,false",
    "query=10.0.0.0/8,::ffff:10.0.0.1,true",
    "report=10.0.0.0/8,10.0.0.1,false"
  })
  void network_admitsItsAddressesToItsGroup(String text, String address, boolean admitted)
      throws Exception {
    Admission admission = Admission.parse(text).orElseThrow();

    assertThat(admission.admits(RouteGroup.QUERY, InetAddress.getByName(address)))
        .isEqualTo(admitted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/8",
        "operator=10.0.0.0/8",
        "query=10.0.0.0",
        "query=10.0.0.1/8",
        "query=10.0.0.0/33",
        "query=2001:db8::/129",
        "query=10/8",
        "query=example.com/8",
        "query=/8",
        "Query=10.0.0.0/8"
      })
  void textThatIsNone_isRefused(String text) {
    assertThat(Admission.parse(text)).isEmpty();
  }

  @Test
  void admittedNetwork_needsNoTokenForItsGroupAlone() throws Exception {
    try (TestServer server =
        new TestServer(
            TestServer.SMALL,
            false,
            Optional.of("s3cret"),
            List.of(),
            List.of(Admission.parse("query=127.0.0.0/8").orElseThrow()))) {
      server.show();
      server.directory.observe(List.of(Places.task("a").container("web", "1").placed()));

      assertThat(status(server, "/query/task_id/a", "")).isEqualTo(200);
      assertThat(status(server, "/diff", "")).isEqualTo(401);
      assertThat(status(server, "/query/task_id/a", "X-Forwarded-For: 127.0.0.1\r\n"))
          .isEqualTo(401);
      assertThat(status(server, "/query/task_id/a", "Origin: http://evil.example\r\n"))
          .isEqualTo(403);
    }
  }

  @Test
  void withoutAdmission_queriesNeedTheToken() throws Exception {
    try (TestServer server = TestServer.withToken("s3cret")) {
      server.directory.observe(List.of(Places.task("a").container("web", "1").placed()));

      assertThat(status(server, "/query/task_id/a", "")).isEqualTo(401);
      assertThat(status(server, "/query/task_id/a", "Authorization: Bearer s3cret\r\n"))
          .isEqualTo(200);
    }
  }

  private static int status(TestServer server, String path, String headers) throws Exception {
    String answer =
        server.raw(
            "GET %s HTTP/1.1\r\nHost: tracker.example\r\nConnection: close\r\n%s\r\n"
                .formatted(path, headers));
    return Integer.parseInt(answer.substring(9, 12));
  }
}
