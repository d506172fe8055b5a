/**
 * What is deployed is what is meant: the chart, the templates, the image, held against the code.
 */
@org.jspecify.annotations.NullMarked
package io.github.ecstasktracker.deploy;
