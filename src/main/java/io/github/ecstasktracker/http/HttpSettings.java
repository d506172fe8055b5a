package io.github.ecstasktracker.http;

import io.github.ecstasktracker.directory.LinkTemplate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How the server is to be.
 *
 * @param host empty for every interface
 * @param port 0 for any free one
 * @param compat whether the original's changing GET routes answer
 * @param tls what HTTPS is spoken with; empty for plain HTTP
 * @param links that are made of containers, no name twice
 * @param admissions who needs no token for which routes
 */
public record HttpSettings(
    Optional<String> host,
    int port,
    boolean compat,
    Optional<SSLContext> tls,
    List<LinkTemplate> links,
    List<Admission> admissions,
    HttpLimits limits) {}
