package io.github.ecstasktracker.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens.
 *
 * @param host an IPv4 or IPv6 literal or a host name, without brackets
 * @param port 1 to 65535
 */
public record Address(String host, int port) implements Comparable<Address> {
  private static final String HTTP = "http://";
  private static final int PORT_MAX = 65_535;
  private static final int PORT_DIGITS_MAX = 5;
  private static final int OCTET_MAX = 255;

  public Address {
    if (host.isEmpty() || host.startsWith("[")) {
      throw new IllegalArgumentException("host must be bare and not empty: '" + host + "'");
    }
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("port must be 1 to 65535: " + port);
    }
  }

  /**
   * The address in {@code host:port}, {@code [v6]:port} or a url with a host and a port; empty
   * where there is none.
   */
  public static Optional<Address> parse(String text) {
    int from = text.startsWith(HTTP) ? HTTP.length() : 0;
    int colon = text.indexOf(':', from);
    // Nearly all are of this form, a table has thousands of them, and URI takes its time.
    return colon >= 0 && isIpv4(text, from, colon) && isPort(text, colon + 1)
        ? Optional.of(
            new Address(text.substring(from, colon), Integer.parseInt(text.substring(colon + 1))))
        : parseAsUri(text);
  }

  private static boolean isIpv4(String text, int from, int to) {
    int dots = 0;
    int octet = -1;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '.' && octet >= 0) {
        dots++;
        octet = -1;
      } else if (isDigit(c)) {
        octet = Math.max(octet, 0) * 10 + c - '0';
      } else {
        return false;
      }
      if (octet > OCTET_MAX) {
        return false;
      }
    }
    return dots == 3 && octet >= 0;
  }

  private static boolean isPort(String text, int from) {
    int digits = text.length() - from;
    if (digits < 1 || digits > PORT_DIGITS_MAX) {
      return false;
    }
    int port = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return false;
      }
      port = port * 10 + c - '0';
    }
    return port >= 1 && port <= PORT_MAX;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static Optional<Address> parseAsUri(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text : "any://" + text);
      String host = uri.getHost();
      if (host == null || uri.getPort() < 1 || uri.getPort() > PORT_MAX) {
        return Optional.empty();
      }
      boolean bracketed = host.startsWith("[");
      return Optional.of(
          new Address(bracketed ? host.substring(1, host.length() - 1) : host, uri.getPort()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(Address other) {
    int byHost = host.compareTo(other.host);
    return byHost != 0 ? byHost : Integer.compare(port, other.port);
  }

  // By hand: a record's own go through method handles, and every reconcile asks for these very
  // often.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Address address && port == address.port && host.equals(address.host);
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }

  /** {@code host:port}, with brackets round an IPv6 literal: the server's key in the item. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
