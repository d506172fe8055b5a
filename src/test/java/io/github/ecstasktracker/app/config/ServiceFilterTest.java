package io.github.ecstasktracker.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ServiceKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceFilterTest {
  @ParameterizedTest
  @CsvSource({
    "web, web, true",
    "web, web2, false",
    "web, we, false",
    "web*, web-blue, true",
    "web*, web, true",
    "*, anything, true",
    "*-blue, web-blue, true",
    "*-blue, web-blue-2, false",
    "w*b*e, web-blue, true",
    "w*b*x, web-blue, false",
    "a*b?c, axxbxbyc, true",
    "we?, web, true",
    "we?, we, false",
    "Web, web, false",
    "demo/web, web, true",
    "other/web, web, false",
    "*/web, web, true",
  })
  void pattern_matchesOrNot(String pattern, String service, boolean matches) {
    assertThat(new ServiceFilter(List.of(pattern), List.of()).test(service(service)))
        .isEqualTo(matches);
    assertThat(new ServiceFilter(List.of(), List.of(pattern)).test(service(service)))
        .isEqualTo(!matches);
  }

  @Test
  void noPattern_letsEverythingIn() {
    assertThat(new ServiceFilter(List.of(), List.of()).test(service("web"))).isTrue();
  }

  @Test
  void deny_winsOverAllow() {
    ServiceFilter filter = new ServiceFilter(List.of("web*"), List.of("web-old"));

    assertThat(filter.test(service("web-new"))).isTrue();
    assertThat(filter.test(service("web-old"))).isFalse();
    assertThat(filter.test(service("api"))).isFalse();
  }

  @Test
  void manyStars_areMatchedAtOnce() {
    String pattern = "*a".repeat(120) + "b";

    assertThat(new ServiceFilter(List.of(pattern), List.of()).test(service("a".repeat(255))))
        .isFalse();
  }

  private static ServiceKey service(String name) {
    return new ServiceKey("demo", name);
  }
}
