package io.github.ecstasktracker.simulation.bus;

import java.net.URI;

/**
 * Under which addresses SNS presents itself in its messages.
 *
 * <p>The certificate's is always SNS's own host, as with AWS; the links' host is where the
 * simulator can see who follows them.
 */
public final class SnsSite {
  public static final String CERTIFICATE_PATH =
      "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

  private final URI host;
  private URI links;

  public SnsSite(String region) {
    this.host = URI.create("https://sns." + region + ".amazonaws.com");
    this.links = host;
  }

  /** From now on the links in messages lead there. */
  public void linksTo(URI base) {
    links = base;
  }

  public String certificateUrl() {
    return host + CERTIFICATE_PATH;
  }

  String url(String action) {
    return links + "/?Action=" + action;
  }
}
