package io.pulsemetrics.generator.load;

import com.google.common.base.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a file as a message shows them. */
final class Shown {
    private static final int MOST_BYTES = 80;

    private Shown() {}

    /** Whether PostgreSQL could take the bytes as a text: UTF-8, and no NUL. */
    static boolean isText(String latin1) {
        return isText(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean isText(byte[] bytes) {
        for (var b : bytes) {
            if (b == 0) {
                return false;
            }
        }
        return Utf8.isWellFormed(bytes);
    }

    /** In quotes and cut at 80 bytes; line ends and what is no text as escapes. */
    static String of(String latin1) {
        var bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        var length = Math.min(bytes.length, MOST_BYTES);
        while (length > 0 && length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
            length--;
        }
        var cut = Arrays.copyOf(bytes, length);
        var text = isText(cut) ? new String(cut, StandardCharsets.UTF_8) : escaped(cut);
        return '"' + text.replace("\n", "\\n").replace("\r", "\\r") + (length < bytes.length ? "..." : "") + '"';
    }

    private static String escaped(byte[] bytes) {
        var text = new StringBuilder();
        for (var b : bytes) {
            if (b > 0) {
                text.append((char) b);
            } else {
                text.append("\\x%02X".formatted(b & 0xFF));
            }
        }
        return text.toString();
    }
}
