package io.github.ecstasktracker.directory;

import java.net.Inet6Address;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configured link to a page about a container: {@code
 * cadvisor=http://{instance_ip}:9070/docker/{container_id}}.
 *
 * <ul>
 *   <li>The configuration alone decides where a link leads: values fill their placeholder and
 *       cannot break out of it.
 *   <li>If a value is not known, there is no link.
 * </ul>
 */
public final class LinkTemplate {
  /** The placeholders allowed in braces. */
  public static final Set<String> PLACEHOLDERS = placeholders();

  private static final String HOST_NAME = "{host_name}";
  private static final String SHORT_ID = "short_container_id";
  private static final int SHORT_ID_LENGTH = 12;
  private static final String SERVICE = "service_name";

  private static final Pattern FORM =
      Pattern.compile("([a-z][a-z0-9_-]{0,31})=(https?://[^/?#]+)([/?#].*)?");

  private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})");

  /** Reserved words that cannot be the name of a link. */
  private static final Set<String> RESERVED = Set.of("urls", "containers");

  private static final String UNRESERVED = "-._~";

  private final String name;
  private final String authority;
  private final String rest;

  private LinkTemplate(String name, String authority, String rest) {
    this.name = name;
    this.authority = authority;
    this.rest = rest;
  }

  /** Parses {@code name=template}; empty if the text is malformed or has an unknown placeholder. */
  public static Optional<LinkTemplate> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || RESERVED.contains(matcher.group(1))) {
      return Optional.empty();
    }
    String rest = matcher.group(3) == null ? "" : matcher.group(3);
    LinkTemplate template = new LinkTemplate(matcher.group(1), matcher.group(2), rest);
    return template.wellFormed() ? Optional.of(template) : Optional.empty();
  }

  public String name() {
    return name;
  }

  /** The name of its field in an answer. */
  public String field() {
    // The old server's name for this one: its routes and its rows did not agree.
    return (name.equals("newrelic") ? "new_relic" : name.replace('-', '_')) + "_url";
  }

  /** The link for a container; empty if a value that it needs is not known. */
  public Optional<String> of(Hit hit) {
    SortedMap<String, String> values = new TreeMap<>(Row.of(hit));
    String id = hit.container().id();
    values.put(SHORT_ID, id.substring(0, Math.min(SHORT_ID_LENGTH, id.length())));
    values.put(SERVICE, hit.placement().task().service().service());
    return fill(authority, values, true)
        .flatMap(where -> fill(rest, values, false).map(path -> where + path));
  }

  /**
   * Whether a browser may be redirected there: only if the host comes from the configuration or
   * from ECS. Agents' reports name hosts too, and a sender of reports must not be able to redirect
   * people. A host's own name always comes from reports.
   */
  public boolean mayRedirect(Hit hit) {
    return !PLACE.matcher(authority).find()
        || (hit.entry().source() != Source.AGENT && !authority.contains(HOST_NAME));
  }

  private boolean wellFormed() {
    Matcher matcher = PLACE.matcher(authority + rest);
    while (matcher.find()) {
      if (!PLACEHOLDERS.contains(matcher.group(1))) {
        return false;
      }
    }
    String filled = PLACE.matcher(authority + rest).replaceAll("1");
    try {
      URI uri = URI.create(filled);
      return uri.getHost() != null && uri.getUserInfo() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<String> fill(
      String template, Map<String, String> values, boolean asHost) {
    StringBuilder link = new StringBuilder();
    Matcher matcher = PLACE.matcher(template);
    int from = 0;
    while (matcher.find()) {
      String value = values.getOrDefault(matcher.group(1), "");
      Optional<String> fit = asHost ? host(value) : Optional.of(encoded(value));
      if (value.isEmpty() || fit.isEmpty()) {
        return Optional.empty();
      }
      link.append(template, from, matcher.start()).append(fit.get());
      from = matcher.end();
    }
    return Optional.of(link.append(template, from, template.length()).toString());
  }

  private static Optional<String> host(String value) {
    if (value.indexOf(':') < 0) {
      return Optional.of(value).filter(text -> HOST.matcher(text).matches());
    }
    try {
      Inet6Address.ofLiteral(value);
      return Optional.of("[" + value + "]");
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String encoded(String value) {
    StringBuilder text = new StringBuilder();
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || UNRESERVED.indexOf(c) >= 0;
      text.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return text.toString();
  }

  private static Set<String> placeholders() {
    Set<String> names = new HashSet<>(Row.FIELDS);
    names.add(SHORT_ID);
    names.add(SERVICE);
    return Set.copyOf(names);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinkTemplate that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return (name + "=" + authority).toLowerCase(Locale.ROOT) + rest;
  }
}
