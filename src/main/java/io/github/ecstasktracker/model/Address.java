package io.github.ecstasktracker.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.Optional;

/**
 * Where a server listens.
 *
 * @param host an IPv4 or IPv6 literal or a host name, without brackets
 * @param port 1 to 65535
 */
public record Address(String host, int port) implements Comparable<Address> {
  private static final Comparator<Address> ORDER =
      Comparator.comparing(Address::host).thenComparingInt(Address::port);

  public Address {
    if (host.isEmpty() || host.startsWith("[")) {
      throw new IllegalArgumentException("host must be bare and not empty: '" + host + "'");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1 to 65535: " + port);
    }
  }

  /**
   * The address in {@code host:port}, {@code [v6]:port} or a url with a host and a port; empty
   * where there is none.
   */
  public static Optional<Address> parse(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text : "any://" + text);
      String host = uri.getHost();
      if (host == null || uri.getPort() < 1 || uri.getPort() > 65_535) {
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
    return ORDER.compare(this, other);
  }

  /** {@code host:port}, with brackets round an IPv6 literal: the server's key in the item. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
