/** TLS from PEM files. */
@NullMarked
package io.github.ecstasktracker.http.tls;

import org.jspecify.annotations.NullMarked;
