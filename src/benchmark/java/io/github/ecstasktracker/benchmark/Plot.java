package io.github.ecstasktracker.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Charts with logarithmic axes side by side, as an SVG document. */
final class Plot {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 340;
  private static final int LEFT = 60;
  private static final int RIGHT = 20;
  private static final int TOP = 40;
  private static final int BOTTOM = 80;
  private static final List<String> COLOURS = List.of("#0b62a4", "#999999", "#c05a00");

  private Plot() {}

  /** Both above zero. */
  record Point(double x, double y) {}

  record Series(String name, List<Point> points) {}

  record Chart(String title, String x, String y, List<Series> series) {}

  static String svg(List<Chart> charts) {
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif'"
            + " font-size='12'>",
        WIDTH * charts.size(),
        HEIGHT);
    add(svg, "<rect width='100%%' height='100%%' fill='white'/>");
    for (int i = 0; i < charts.size(); i++) {
      add(svg, "<g transform='translate(%d 0)'>", i * WIDTH);
      new Drawing(charts.get(i), svg).draw();
      add(svg, "</g>");
    }
    add(svg, "</svg>");
    return svg.toString();
  }

  private static void add(StringBuilder svg, String line, Object... values) {
    svg.append(String.format(Locale.ROOT, line, values)).append('\n');
  }

  /** Whole powers of ten, from below the least to above the most. */
  private record Axis(int from, int to) {
    static Axis of(Chart chart, ToDoubleFunction<Point> value) {
      List<Double> logs =
          chart.series().stream()
              .flatMap(series -> series.points().stream())
              .map(point -> Math.log10(value.applyAsDouble(point)))
              .sorted()
              .toList();
      int from = (int) Math.floor(logs.getFirst());
      return new Axis(from, Math.max(from + 1, (int) Math.ceil(logs.getLast())));
    }

    /** From 0 to 1. */
    double place(double value) {
      return (Math.log10(value) - from) / (to - from);
    }
  }

  private static final class Drawing {
    private final Chart chart;
    private final StringBuilder svg;
    private final Axis across;
    private final Axis up;

    Drawing(Chart chart, StringBuilder svg) {
      this.chart = chart;
      this.svg = svg;
      this.across = Axis.of(chart, Point::x);
      this.up = Axis.of(chart, Point::y);
    }

    void draw() {
      add(svg, "<text x='%d' y='24' font-weight='bold'>%s</text>", LEFT, chart.title());
      for (int power = across.from(); power <= across.to(); power++) {
        double x = x(Math.pow(10, power));
        line(x, TOP, x, HEIGHT - BOTTOM);
        add(
            svg,
            "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
            x,
            HEIGHT - BOTTOM + 16,
            number(power));
      }
      for (int power = up.from(); power <= up.to(); power++) {
        double y = y(Math.pow(10, power));
        line(LEFT, y, WIDTH - RIGHT, y);
        add(
            svg,
            "<text x='%d' y='%.1f' text-anchor='end'>%s</text>",
            LEFT - 6,
            y + 4,
            number(power));
      }
      add(
          svg,
          "<text x='%d' y='%d' text-anchor='end'>%s</text>",
          WIDTH - RIGHT,
          HEIGHT - BOTTOM + 32,
          chart.x());
      add(svg, "<text x='6' y='%d'>%s</text>", TOP - 4, chart.y());
      for (int i = 0; i < chart.series().size(); i++) {
        draw(chart.series().get(i), COLOURS.get(i % COLOURS.size()), i);
      }
    }

    private void draw(Series series, String colour, int number) {
      StringBuilder path = new StringBuilder();
      for (Point point : series.points()) {
        path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x()), y(point.y())));
        add(
            svg,
            "<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>",
            x(point.x()),
            y(point.y()),
            colour);
      }
      add(
          svg,
          "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>",
          path.toString().strip(),
          colour);
      int y = HEIGHT - BOTTOM + 48 + 16 * number;
      add(svg, "<rect x='%d' y='%d' width='12' height='3' fill='%s'/>", LEFT, y - 5, colour);
      add(svg, "<text x='%d' y='%d'>%s</text>", LEFT + 18, y, series.name());
    }

    private void line(double fromX, double fromY, double toX, double toY) {
      add(
          svg,
          "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='#dddddd'/>",
          fromX,
          fromY,
          toX,
          toY);
    }

    private double x(double value) {
      return LEFT + across.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
      return HEIGHT - BOTTOM - up.place(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(int power) {
      return power < 0
          ? String.format(Locale.ROOT, "%." + -power + "f", Math.pow(10, power))
          : String.format(Locale.ROOT, "%,.0f", Math.pow(10, power));
    }
  }
}
