/** The AWS SDK's clients, as every room is given them, and what the doctor asks of AWS itself. */
@NullMarked
package io.github.ecstasktracker.app.aws;

import org.jspecify.annotations.NullMarked;
