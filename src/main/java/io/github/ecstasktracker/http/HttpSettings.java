package io.github.ecstasktracker.http;

import io.github.ecstasktracker.directory.LinkTemplate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Settings of the server.
 *
 * @param host empty for all interfaces
 * @param port 0 for any free one
 * @param compat whether to serve the original's GET routes that change something
 * @param tls certificate and key for HTTPS; empty for plain HTTP
 * @param links link templates for containers, with unique names
 * @param admissions networks that need no token for a group of routes
 */
public record HttpSettings(
    Optional<String> host,
    int port,
    boolean compat,
    Optional<SSLContext> tls,
    List<LinkTemplate> links,
    List<Admission> admissions,
    HttpLimits limits) {}
