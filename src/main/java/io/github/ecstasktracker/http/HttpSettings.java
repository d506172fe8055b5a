package io.github.ecstasktracker.http;

import java.util.Optional;

/**
 * How the server is to be.
 *
 * @param host empty for every interface
 * @param port 0 for any free one
 * @param compat whether the original's changing GET routes answer
 */
public record HttpSettings(Optional<String> host, int port, boolean compat, HttpLimits limits) {}
