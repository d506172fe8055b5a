package io.github.ecstasktracker.app.config;

/**
 * One option's value.
 *
 * @param text the value as given
 */
public record Setting(Option<?> option, String text) {}
