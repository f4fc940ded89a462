package io.heddle.replication.duty;

/// One life of an instance: its name stays over restarts, `life` does not, so that a process and its predecessor of the same
/// name are never taken for each other. Written `name/life`.
public record Holder(String name, String life) {
    public Holder {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("No name of an instance: '" + name + "'");
        }
    }

    public static Holder parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new Holder(text, "")
                : new Holder(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return name + "/" + life;
    }
}
