/** The words of the domain as immutable records and sealed types. Depends on no other room. */
@NullMarked
package io.github.ecstasktracker.model;

import org.jspecify.annotations.NullMarked;
