package sqlline;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Rows in whose texts and names every control character is the picture of it (U+2400 and on), so that a line break in a value does not
 * tear a table apart, and nothing in the data gives orders to the terminal. It comes before sqlline measures how wide columns are.
 */
@NullMarked
final class VisibleText implements InvocationHandler {
    private static final char FIRST_PICTURE = '\u2400';
    private static final char DELETE = '\u007f';
    private static final char PICTURE_OF_DELETE = '\u2421';
    private static final char NO_PICTURE = '\ufffd';

    private final Object target;

    private VisibleText(Object target) {
        this.target = target;
    }

    /** The same rows, read through this. */
    static ResultSet of(ResultSet rows) {
        return through(ResultSet.class, rows);
    }

    private static <T> T through(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                VisibleText.class.getClassLoader(), new Class<?>[] {type}, new VisibleText(target)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object result;
        try {
            result = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
        if (result instanceof String text) {
            return visible(text);
        }
        return result instanceof ResultSetMetaData names ? through(ResultSetMetaData.class, names) : result;
    }

    private static String visible(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder visible = new StringBuilder(text);
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            if (c < ' ') {
                visible.setCharAt(i, (char) (FIRST_PICTURE + c));
            } else if (c == DELETE) {
                visible.setCharAt(i, PICTURE_OF_DELETE);
            } else if (Character.isISOControl(c)) {
                visible.setCharAt(i, NO_PICTURE);
            }
        }
        return visible.toString();
    }
}
