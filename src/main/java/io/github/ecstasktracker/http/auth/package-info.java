/** Authentication by tokens of a trusted issuer. */
@NullMarked
package io.github.ecstasktracker.http.auth;

import org.jspecify.annotations.NullMarked;
