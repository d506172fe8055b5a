package io.github.ecstasktracker.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a JVM's threads spent their CPU time, as JDK Flight Recorder samples it. A sample belongs
 * to whoever of ours and of the SDK's is nearest to its top: what the JDK and other libraries do is
 * done for one of the two.
 *
 * <p>Threads in native code are not sampled. So what the SDK's calls take of the kernel, at their
 * sockets, is not counted, and the SDK's share is told too small rather than too large.
 */
public final class Profile {
  /** Makes a process record from its start. */
  public static final String JVM_OPTION = "-XX:StartFlightRecording=settings=profile,maxage=30m";

  private static final String OURS = "io.github.ecstasktracker.";
  private static final String SDK = "software.amazon.awssdk.";

  private record Sample(long atMillis, boolean ours) {}

  private final List<Sample> samples;

  private Profile(List<Sample> samples) {
    this.samples = samples;
  }

  /**
   * What a process recorded so far.
   *
   * @param file to be written, and deleted again
   */
  public static Profile of(ProcessFigures process, Path file)
      throws IOException, InterruptedException {
    process.jcmd("JFR.dump filename=" + file.toAbsolutePath());
    try (RecordingFile recording = new RecordingFile(file)) {
      List<Sample> samples = new ArrayList<>();
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample")) {
          add(samples, event);
        }
      }
      return new Profile(samples);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void add(List<Sample> samples, RecordedEvent event) {
    RecordedStackTrace stack = event.getStackTrace();
    if (stack == null) {
      return;
    }
    for (RecordedFrame frame : stack.getFrames()) {
      String type = frame.getMethod().getType().getName();
      if (type.startsWith(OURS) || type.startsWith(SDK)) {
        samples.add(new Sample(event.getStartTime().toEpochMilli(), type.startsWith(OURS)));
        return;
      }
    }
  }

  /** The samples from then on. */
  public Profile since(long epochMillis) {
    return new Profile(samples.stream().filter(each -> each.atMillis() >= epochMillis).toList());
  }

  /** Ours, of all that are ours or the SDK's. */
  public double ownShare() {
    if (samples.isEmpty()) {
      throw new IllegalStateException("no samples");
    }
    return (double) samples.stream().filter(Sample::ours).count() / samples.size();
  }
}
