/** Who bears a token of an issuer that the operator trusts. */
@NullMarked
package io.github.ecstasktracker.http.auth;

import org.jspecify.annotations.NullMarked;
