package io.github.ecstasktracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class RenderedTest {
  private final Rendered rendered = new Rendered();
  private final AtomicInteger renderings = new AtomicInteger();

  @Test
  void sameState_isRenderedOnce() {
    Rendered.Body first = of("one");

    assertThat(of("one")).isSameAs(first);
    assertThat(first.plain()).asString().isEqualTo("state one");
    assertThat(renderings).hasValue(1);
  }

  @Test
  void otherState_isRenderedAnew() {
    of("one");

    assertThat(of("two").plain()).asString().isEqualTo("state two");
    assertThat(of("one").plain()).asString().isEqualTo("state one");
    assertThat(renderings).hasValue(3);
  }

  @Test
  void largeAnswer_isCompressedOnce_smallOneNever() throws Exception {
    Rendered.Body large = of("x".repeat(5_000));

    byte[] gzip = large.gzip().orElseThrow();
    assertThat(large.gzip()).containsSame(gzip);
    assertThat(gzip.length).isLessThan(500);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes())
        .isEqualTo(large.plain());
    assertThat(of("small").gzip()).isEmpty();
  }

  private Rendered.Body of(String state) {
    return rendered.of(
        state,
        () -> {
          renderings.incrementAndGet();
          return "state " + state;
        });
  }
}
