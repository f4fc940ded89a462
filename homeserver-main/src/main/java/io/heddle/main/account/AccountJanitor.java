package io.heddle.main.account;

import io.heddle.protocol.json.Json;
import io.heddle.storage.account.RegistrationTokens;
import io.heddle.storage.account.UiaSessions;
import io.heddle.storage.upkeep.Upkeep;
import io.heddle.storage.usage.MonthlyActiveUsers;
import io.heddle.web.uia.Stage;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.node.ObjectNode;

/// Clears away half-done authentications. What else of accounts runs out, the storage clears away by itself.
@Configuration(proxyBeanMethods = false)
class AccountJanitor {
    private static final String REGISTERED = "registered_user";

    @Bean
    Upkeep uiaSessionsUpkeep(UiaSessions sessions, RegistrationTokens tokens) {
        return new Upkeep(
                "uia_sessions",
                Duration.ofHours(1),
                limit -> {
                    List<ObjectNode> gone = sessions.purge(limit);
                    gone.forEach(data -> release(data, tokens));
                    return gone.size();
                });
    }

    /// Cuts the list of monthly active users down to those of the last month and, where there is a limit, to it.
    @Bean
    Upkeep monthlyActiveUsersUpkeep(MonthlyActiveUsers activeUsers) {
        return new Upkeep(
                "monthly_active_users",
                Duration.ofHours(1),
                limit -> {
                    activeUsers.reap();
                    return 0;
                });
    }

    /// Gives back the use of a registration token that a given-up registration held.
    private static void release(ObjectNode data, RegistrationTokens tokens) {
        String token = Json.string(data, Stage.REGISTRATION_TOKEN);
        if (token != null && !data.has(REGISTERED)) {
            tokens.release(token);
        }
    }
}
