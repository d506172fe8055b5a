/** Traefik 1.x's DynamoDB items, read and patched. */
@NullMarked
package io.github.ecstasktracker.target.dynamodb;

import org.jspecify.annotations.NullMarked;
