/**
 * Small scope, exhaustively: two controllers, one service, three tasks, and every order in which
 * calls, answers, timers, events and crashes can follow each other.
 */
@NullMarked
package io.github.ecstasktracker.explore;

import org.jspecify.annotations.NullMarked;
