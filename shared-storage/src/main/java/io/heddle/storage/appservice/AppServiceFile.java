package io.heddle.storage.appservice;

import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.appservice.Namespaces.Namespace;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// A registration file. Whatever is wrong with it stops the start, named by file and key.
final class AppServiceFile {
    private final Path file;
    private final Map<?, ?> content;

    private AppServiceFile(Path file, Map<?, ?> content) {
        this.file = file;
        this.content = content;
    }

    static AppService read(Path file, ServerName server) {
        try (Reader reader = Files.newBufferedReader(file)) {
            Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            if (content instanceof Map<?, ?> map) {
                return new AppServiceFile(file, map).service(server);
            }
            throw new IllegalStateException(
                    file + ": not a registration of an application service");
        } catch (IOException | YAMLException e) {
            throw new IllegalStateException(
                    "Cannot read the application service in " + file + ": " + e.getMessage(), e);
        }
    }

    private AppService service(ServerName server) {
        return new AppService(
                required("id"),
                optional("url"),
                required("as_token"),
                required("hs_token"),
                UserId.of(required("sender_localpart"), server),
                namespaces(),
                flag(true, "rate_limited"),
                protocols(),
                flag(
                        false,
                        "receive_ephemeral",
                        "de.sorunome.msc2409.push_ephemeral",
                        "push_ephemeral"),
                flag(false, "device_management", "io.element.msc4190"));
    }

    private Namespaces namespaces() {
        if (!(content.get("namespaces") instanceof Map<?, ?> spaces)) {
            throw wrong("namespaces");
        }
        return new Namespaces(
                spaces(spaces, "users"), spaces(spaces, "aliases"), spaces(spaces, "rooms"));
    }

    private List<Namespace> spaces(Map<?, ?> all, String kind) {
        Object list = all.get(kind);
        if (list == null) {
            return List.of();
        }
        if (!(list instanceof List<?> entries)) {
            throw wrong("namespaces." + kind);
        }
        List<Namespace> spaces = new ArrayList<>();
        for (Object entry : entries) {
            if (!(entry instanceof Map<?, ?> space
                    && space.get("regex") instanceof String regex
                    && space.get("exclusive") instanceof Boolean exclusive)) {
                throw wrong("namespaces." + kind + ": each entry needs a regex and exclusive");
            }
            spaces.add(new Namespace(exclusive, pattern(regex, kind)));
        }
        return List.copyOf(spaces);
    }

    private Pattern pattern(String regex, String kind) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw wrong("namespaces." + kind + ": " + e.getMessage());
        }
    }

    private List<String> protocols() {
        return content.get("protocols") instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private boolean flag(boolean otherwise, String... keys) {
        for (String key : keys) {
            Object value = content.get(key);
            if (value instanceof Boolean flag) {
                return flag;
            }
            if (value != null) {
                throw wrong(key);
            }
        }
        return otherwise;
    }

    private String required(String key) {
        String value = optional(key);
        if (value == null || value.isEmpty()) {
            throw wrong(key);
        }
        return value;
    }

    private @Nullable String optional(String key) {
        Object value = content.get(key);
        if (value != null && !(value instanceof String)) {
            throw wrong(key);
        }
        return (String) value;
    }

    private IllegalStateException wrong(String key) {
        return new IllegalStateException(file + ": wrong or missing: " + key);
    }
}
