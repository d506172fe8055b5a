/** The AWS SDK clients used by all packages, and the doctor's own AWS calls. */
@NullMarked
package io.github.ecstasktracker.app.aws;

import org.jspecify.annotations.NullMarked;
