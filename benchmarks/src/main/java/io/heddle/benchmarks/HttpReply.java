package io.heddle.benchmarks;

import java.nio.charset.StandardCharsets;

/// One HTTP response with its whole body.
record HttpReply(int status, byte[] body) {

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    boolean isOk() {
        return status == 200;
    }

    HttpReply expectOk(String what) {
        if (!isOk()) {
            String text = text();
            throw new BenchmarkException(
                    what
                            + " answered "
                            + status
                            + " "
                            + text.substring(0, Math.min(text.length(), 200)));
        }
        return this;
    }

    /// Value of the first string member called `name`, wherever it stands in the body.
    String field(String name) {
        String value = JsonFields.string(text(), name);
        if (value == null) {
            throw new BenchmarkException(
                    "no member " + name + " in a response of " + body.length + " bytes");
        }
        return value;
    }
}
