/** The hot paths one by one, measured by JMH: {@code ./ecs-task-tracker benchmark micro}. */
@org.jspecify.annotations.NullMarked
package io.github.ecstasktracker.benchmark.micro;
