package io.heddle.replication.duty;

import io.heddle.replication.config.ReplicationSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who may do what, where the settings name instances. Nobody has to be named: without a restriction, whoever offers a role
/// may hold its duties.
public final class DutyRestrictions {
    private final ReplicationSettings settings;

    public DutyRestrictions(ReplicationSettings settings) {
        this.settings = settings;
    }

    /// Whether an instance may hold duties of a role.
    public boolean allow(String role, String instance) {
        List<String> named = named(role);
        if (!named.isEmpty()) {
            return named.contains(instance);
        }
        return !instance.equals(ReplicationSettings.MAIN) || mainDoes(role);
    }

    private List<String> named(String role) {
        return switch (role) {
            case Duty.ROOMS -> writers("events");
            case Duty.TYPING -> writers("typing");
            case Duty.PRESENCE -> writers("presence");
            case Duty.FEDERATION -> settings.federationSenderInstances();
            case Duty.PUSHERS -> settings.pusherInstances();
            case Duty.APPSERVICES -> one(settings.notifyAppservicesFromWorker());
            case Duty.USER_DIRECTORY -> one(settings.updateUserDirectoryFromWorker());
            case Duty.MEDIA -> one(settings.mediaInstanceRunningBackgroundJobs());
            default ->
                    role.startsWith(Duty.BACKGROUND)
                            ? one(settings.runBackgroundTasksOn())
                            : List.of();
        };
    }

    /// The switches by which the main process leaves work to workers.
    private boolean mainDoes(String role) {
        return switch (role) {
            case Duty.FEDERATION -> settings.sendFederation();
            case Duty.PUSHERS -> settings.startPushers();
            case Duty.APPSERVICES -> settings.notifyAppservices();
            case Duty.USER_DIRECTORY -> settings.updateUserDirectory();
            case Duty.MEDIA -> settings.enableMediaRepo();
            default -> true;
        };
    }

    private List<String> writers(String stream) {
        for (Map.Entry<String, List<String>> entry : settings.streamWriters().entrySet()) {
            if (entry.getKey().replace("-", "_").equals(stream)) {
                return entry.getValue();
            }
        }
        return List.of();
    }

    private static List<String> one(@Nullable String name) {
        return Stream.ofNullable(name)
                .filter(text -> !text.isBlank())
                .map(Objects::requireNonNull)
                .toList();
    }
}
