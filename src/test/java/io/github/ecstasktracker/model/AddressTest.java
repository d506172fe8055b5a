package io.github.ecstasktracker.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  private static final int TEXTS = 200_000;
  private static final String ALPHABET = "0123456789999....::/htp[]a-";

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1:80, 10.0.0.1, 80",
    "http://10.0.0.1:65535, 10.0.0.1, 65535",
    "https://10.0.0.1:443, 10.0.0.1, 443",
    "http://10.0.0.1:80/path, 10.0.0.1, 80",
    "[2001:db8::1]:80, 2001:db8::1, 80",
    "http://web.internal:8080, web.internal, 8080",
  })
  void parse_anAddress_isThatAddress(String text, String host, int port) {
    assertThat(Address.parse(text)).contains(new Address(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":80",
        "10.0.0.1",
        "10.0.0.1:",
        "10.0.0.1:0",
        "10.0.0.1:65536",
        "10.0.0.1:999999999999",
        "10.0.0.256:80",
        "10.0.0:80",
        "10.0.0.0.1:80",
        "10..0.1:80",
        ".10.0.0.1:80",
        "10.0.0.1.:80",
        "http://",
        "http://:80",
        "10.0.0.1:+80",
        "10.0.0.1:8O",
      })
  void parse_none_isEmpty(String text) {
    assertThat(Address.parse(text)).isEqualTo(byUri(text)).isEmpty();
  }

  /** The short way says what {@link URI} says. */
  @Test
  void parse_anyText_isWhatUriFindsInIt() {
    Random random = new Random(1);
    int found = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = i % 2 == 0 ? anything(random) : nearly(random);
      assertThat(Address.parse(text)).as(text).isEqualTo(byUri(text));
      found += Address.parse(text).isPresent() ? 1 : 0;
    }
    assertThat(found).isBetween(TEXTS / 10, TEXTS * 9 / 10);
  }

  private static String anything(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "http://" : "");
    for (int length = random.nextInt(16); length > 0; length--) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /** An address, in which one character may have become another. */
  private static String nearly(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "http://" : "");
    for (int octet = 0; octet < 4; octet++) {
      text.append(octet == 0 ? "" : ".").append(random.nextInt(260));
    }
    text.append(':').append(random.nextInt(70_000));
    if (random.nextInt(3) == 0) {
      text.setCharAt(
          random.nextInt(text.length()), ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  private static Optional<Address> byUri(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text : "any://" + text);
      String host = uri.getHost();
      if (host == null || uri.getPort() < 1 || uri.getPort() > 65_535) {
        return Optional.empty();
      }
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      return Optional.of(new Address(bare, uri.getPort()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
