package io.gpuquery.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A bar for each statement: how many times as long somebody else takes, on a logarithmic axis, as SVG. */
record RatioChart(String title, List<String> names, List<Double> ratios) {
    private static final int LABELS = 250;
    private static final int WIDTH = 880;
    private static final int TOP = 46;
    private static final int ROW = 20;
    private static final double LEAST = 0.05;
    private static final double MOST = 100;

    /** The text of the file. Right of the line at 1 we are faster. */
    String svg() {
        int height = TOP + names.size() * ROW + 30;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %1$d %2$d\""
                        + " font-family=\"sans-serif\" font-size=\"12\" role=\"img\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"10\" y=\"20\" font-size=\"14\" font-weight=\"bold\">%s</text>%n",
                WIDTH,
                height,
                escaped(title)));
        for (double mark : new double[] {0.1, 0.3, 1, 3, 10, 30}) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%1$.1f\" y2=\"%d\" stroke=\"%s\"/>"
                            + "<text x=\"%1$.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%s</text>%n",
                    x(mark),
                    TOP - 6,
                    height - 24,
                    mark == 1 ? "#333" : "#ddd",
                    height - 8,
                    mark < 1 ? String.valueOf(mark) : String.valueOf((int) mark)));
        }
        IntStream.range(0, names.size()).forEach(i -> bar(svg, i));
        return svg.append("</svg>\n").toString();
    }

    private void bar(StringBuilder svg, int index) {
        int y = TOP + index * ROW;
        double ratio = ratios.get(index);
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                LABELS - 8,
                y + 13,
                escaped(names.get(index))));
        if (Double.isFinite(ratio)) {
            double from = Math.min(x(1), x(ratio));
            double to = Math.max(x(1), x(ratio));
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                            + "<text x=\"%.1f\" y=\"%d\">%.2f</text>",
                    from,
                    y + 2,
                    to - from,
                    ROW - 6,
                    ratio < 1 ? "#c0504d" : "#3a7d44",
                    to + 5,
                    y + 13,
                    ratio));
        }
        svg.append('\n');
    }

    private static double x(double ratio) {
        double place = Math.log(Math.min(MOST, Math.max(LEAST, ratio)) / LEAST) / Math.log(MOST / LEAST);
        return LABELS + place * (WIDTH - LABELS - 60);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
