package io.github.ecstasktracker.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process costs, as Linux tells it in /proc (proc_pid_status(5), proc_pid_stat(5)), and what
 * its JVM holds, as jcmd tells it.
 */
public final class ProcessFigures {
  /** USER_HZ, in which /proc counts CPU time, is 100 on every architecture that Java 25 runs on. */
  private static final long NANOS_A_TICK = 10_000_000;

  /** In proc_pid_stat(5), counted after the command's name, which may hold blanks. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;
  private static final Duration JCMD_WITHIN = Duration.ofSeconds(60);

  private static final Pattern HISTOGRAM_ROW =
      Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(?<bytes>\\d+)\\s+(?<class>\\S+)");

  private final long pid;

  public ProcessFigures(long pid) {
    this.pid = pid;
  }

  /** Resident memory now, in bytes. */
  public long resident() {
    return kilobytes("VmRSS:") * 1024;
  }

  /** The most that was ever resident, in bytes. */
  public long peakResident() {
    return kilobytes("VmHWM:") * 1024;
  }

  /** CPU time of all its threads until now. */
  public Duration cpu() {
    String stat = read("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
    return Duration.ofNanos(ticks * NANOS_A_TICK);
  }

  /** Bytes of all live objects of a JVM, after a full collection. */
  public long liveHeap() throws InterruptedException {
    return liveBytes(jcmd("GC.class_histogram"));
  }

  /** Without the fillers that the collector leaves where it does not close a gap. */
  static long liveBytes(String histogram) {
    long bytes = 0;
    for (String line : histogram.lines().toList()) {
      Matcher row = HISTOGRAM_ROW.matcher(line);
      if (row.lookingAt() && !row.group("class").contains("jdk.internal.vm.Filler")) {
        bytes += Long.parseLong(row.group("bytes"));
      }
    }
    if (bytes == 0) {
      throw new IllegalStateException("no class histogram: " + histogram);
    }
    return bytes;
  }

  /** What the JVM answers to a command. */
  public String jcmd(String command) throws InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Path out = Files.createTempFile("jcmd", ".out");
      try {
        Process process =
            new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(JCMD_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(command + " did not end in " + JCMD_WITHIN);
        }
        return Files.readString(out);
      } finally {
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long kilobytes(String name) {
    List<String> lines = read("status").lines().filter(line -> line.startsWith(name)).toList();
    return Long.parseLong(lines.getFirst().replaceAll("\\D", ""));
  }

  private String read(String file) {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc", Long.toString(pid), file)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
