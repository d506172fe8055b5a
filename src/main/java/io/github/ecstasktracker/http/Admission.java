package io.github.ecstasktracker.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network whose machines may use a group of routes without a token: {@code query=10.0.0.0/8}. The
 * operator's routes are never opened this way.
 *
 * @param network its first address, in the address family's number of bytes
 * @param bits number of leading bits that are compared
 */
public record Admission(RouteGroup group, InetAddress network, int bits) {
  private static final Pattern FORM =
      Pattern.compile("(query|report)=([0-9A-Fa-f.:]{2,45})/([0-9]{1,3})");

  /** Empty if the text is invalid, including when host bits are set. */
  public static Optional<Admission> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Admission admission =
          new Admission(
              RouteGroup.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
              InetAddress.ofLiteral(matcher.group(2)),
              Integer.parseInt(matcher.group(3)));
      return admission.wellFormed() ? Optional.of(admission) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean admits(RouteGroup asked, InetAddress address) {
    byte[] own = network.getAddress();
    byte[] other = address.getAddress();
    if (asked != group || own.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (bit(own, bit) != bit(other, bit)) {
        return false;
      }
    }
    return true;
  }

  private boolean wellFormed() {
    byte[] bytes = network.getAddress();
    if (bits > bytes.length * Byte.SIZE) {
      return false;
    }
    for (int bit = bits; bit < bytes.length * Byte.SIZE; bit++) {
      if (bit(bytes, bit) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int bit(byte[] bytes, int index) {
    return bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1;
  }
}
