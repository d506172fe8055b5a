/**
 * Configuration: one table of options, read from flags, then the environment, then defaults, into
 * typed records. The same table defines the command line, {@code --help} and the documentation.
 */
@NullMarked
package io.github.ecstasktracker.app.config;

import org.jspecify.annotations.NullMarked;
