package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.CivilDate;
import io.gpuquery.calcite.exec.vector.TimeLoops;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;

/** Makes nodes of functions of dates, times and timestamps. */
final class Times {
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int DAYS_PER_WEEK = 7;
    private static final int MONTHS_PER_QUARTER = 3;

    private final NodeFactory factory;

    Times(NodeFactory factory) {
        this.factory = factory;
    }

    Node call(Operation operation, ColumnType type, Node... operands) {
        ColumnType from = operands[0].type;
        return switch (operation) {
            case EXTRACT_YEAR -> extract(operation, type, (d, u, s) -> CivilDate.year(d), operands);
            case EXTRACT_QUARTER ->
                extract(operation, type, (d, u, s) -> (CivilDate.month(d) - 1) / MONTHS_PER_QUARTER + 1, operands);
            case EXTRACT_MONTH -> extract(operation, type, (d, u, s) -> CivilDate.month(d), operands);
            case EXTRACT_WEEK -> extract(operation, type, (d, u, s) -> CivilDate.week(d), operands);
            case EXTRACT_DAY -> extract(operation, type, (d, u, s) -> CivilDate.day(d), operands);
            case EXTRACT_DAY_OF_WEEK -> extract(operation, type, (d, u, s) -> CivilDate.dayOfWeek(d), operands);
            case EXTRACT_DAY_OF_YEAR -> extract(operation, type, (d, u, s) -> CivilDate.dayOfYear(d), operands);
            case EXTRACT_HOUR -> extract(operation, type, (d, u, s) -> u / (s * SECONDS_PER_HOUR), operands);
            case EXTRACT_MINUTE ->
                extract(operation, type, (d, u, s) -> u / (s * SECONDS_PER_MINUTE) % SECONDS_PER_MINUTE, operands);
            case EXTRACT_SECOND -> extract(operation, type, (d, u, s) -> u / s % SECONDS_PER_MINUTE, operands);
            case EXTRACT_EPOCH -> extract(operation, type, (d, u, s) -> d * SECONDS_PER_DAY + u / s, operands);
            case FLOOR_YEAR -> floor(operation, type, (d, u, s) -> CivilDate.of(CivilDate.year(d), 1, 1), operands);
            case FLOOR_QUARTER -> floor(operation, type, (d, u, s) -> quarter(d), operands);
            case FLOOR_MONTH -> floor(operation, type, (d, u, s) -> d - CivilDate.day(d) + 1, operands);
            case FLOOR_WEEK -> floor(operation, type, (d, u, s) -> d - Math.floorMod(d + 4, DAYS_PER_WEEK), operands);
            case FLOOR_DAY -> floor(operation, type, (d, u, s) -> d, operands);
            case FLOOR_HOUR -> floor(operation, type, SECONDS_PER_HOUR, operands);
            case FLOOR_MINUTE -> floor(operation, type, SECONDS_PER_MINUTE, operands);
            case FLOOR_SECOND -> floor(operation, type, 1, operands);
            case ADD_MONTHS ->
                factory.function(operation, type, true, (v, s) -> TimeLoops.addMonths(v[0], v[1], type, s), operands);
            case ADD_MILLIS ->
                factory.function(operation, type, true, (v, s) -> TimeLoops.addMillis(v[0], v[1], type, s), operands);
            case MILLIS_BETWEEN ->
                factory.function(
                        operation, type, true, (v, s) -> TimeLoops.millisBetween(v[0], v[1], from, type, s), operands);
            case MONTHS_BETWEEN ->
                factory.function(
                        operation, type, true, (v, s) -> TimeLoops.monthsBetween(v[0], v[1], from, type, s), operands);
            default -> throw new IllegalArgumentException(operation + " is no function of a time");
        };
    }

    private static long quarter(long days) {
        int month = (CivilDate.month(days) - 1) / MONTHS_PER_QUARTER * MONTHS_PER_QUARTER + 1;
        return CivilDate.of(CivilDate.year(days), month, 1);
    }

    private Node extract(Operation operation, ColumnType type, TimeLoops.Field field, Node... operands) {
        ColumnType from = operands[0].type;
        return factory.function(operation, type, false, (v, s) -> TimeLoops.extract(v[0], from, field, s), operands);
    }

    private Node floor(Operation operation, ColumnType type, TimeLoops.Field field, Node... operands) {
        ColumnType from = operands[0].type;
        return factory.function(operation, type, false, (v, s) -> TimeLoops.floorDay(v[0], from, field, s), operands);
    }

    private Node floor(Operation operation, ColumnType type, int seconds, Node... operands) {
        ColumnType from = operands[0].type;
        return factory.function(
                operation, type, false, (v, s) -> TimeLoops.floorSeconds(v[0], from, seconds, s), operands);
    }
}
