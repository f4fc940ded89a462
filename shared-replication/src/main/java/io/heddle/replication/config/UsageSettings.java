package io.heddle.replication.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The keys of `homeserver.yaml` that limit how many may use the server, and how much of it.
///
/// @param hsDisabled nobody may log in, sync or write
/// @param limitUsageByMau no more than `max_mau_value` users a month
/// @param mauTrialDays how old an account must be to count
/// @param mauAppserviceTrialDays the same for accounts of application services, by service
/// @param mauStatsOnly counts monthly users without limiting them
/// @param mauLimitReservedThreepids the users with these third-party ids are never kept out
/// @param userLimits how much each user may have; a key of Heddle's own
@ConfigurationProperties("homeserver")
public record UsageSettings(
        @DefaultValue("false") boolean hsDisabled,
        @DefaultValue("Homeserver is currently blocked") String hsDisabledMessage,
        @DefaultValue("false") boolean limitUsageByMau,
        @DefaultValue("0") int maxMauValue,
        @DefaultValue("0") int mauTrialDays,
        @DefaultValue Map<String, Integer> mauAppserviceTrialDays,
        @DefaultValue("false") boolean mauStatsOnly,
        @DefaultValue List<ReservedThreepid> mauLimitReservedThreepids,
        @DefaultValue UserLimits userLimits) {

    public record ReservedThreepid(String medium, String address) {}

    /// @param devices the most devices of a user, null for as many as they like
    /// @param rooms the most rooms a user is in
    /// @param infoUri what a client shows to a user who wants more; null for the server's contacts
    /// @param canUpgrade whether they may get more
    public record UserLimits(
            @Nullable Integer devices,
            @Nullable Integer rooms,
            @Nullable String infoUri,
            @DefaultValue("false") boolean canUpgrade) {}
}
