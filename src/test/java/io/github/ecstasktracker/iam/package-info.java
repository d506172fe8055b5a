/** Holds the policies of src/main/iam against the calls that are made. */
package io.github.ecstasktracker.iam;
