/** The control loop: reconciler, committer, timers, lifecycle. */
@NullMarked
package io.github.ecstasktracker.controller;

import org.jspecify.annotations.NullMarked;
