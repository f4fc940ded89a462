package io.heddle.storage.database;

import org.jspecify.annotations.Nullable;

/// PostgreSQL's text cannot hold U+0000, which JSON strings can: columns made from content have U+FFFD in its place.
public final class StorableText {
    private StorableText() {}

    public static String of(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    public static @Nullable String ofNullable(@Nullable String text) {
        return text == null ? null : of(text);
    }
}
