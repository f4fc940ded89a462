package io.heddle.client.register;

import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.web.uia.InteractiveAuth;
import io.heddle.web.uia.Stage;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// What people must do to register, by the settings.
@Component
class RegistrationFlows {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationFlows.class);

    private final boolean open;
    private final List<String> stages = new ArrayList<>();

    RegistrationFlows(InteractiveAuth interactiveAuth, HomeserverSettings settings) {
        if (interactiveAuth.stage(Stage.RECAPTCHA) != null) {
            stages.add(Stage.RECAPTCHA);
        }
        if (interactiveAuth.stage(Stage.TERMS) != null) {
            stages.add(Stage.TERMS);
        }
        if (settings.registrationRequiresToken()) {
            stages.add(Stage.REGISTRATION_TOKEN);
        }
        boolean verified =
                stages.contains(Stage.RECAPTCHA) || stages.contains(Stage.REGISTRATION_TOKEN);
        this.open =
                settings.enableRegistration()
                        && (verified || settings.enableRegistrationWithoutVerification());
        if (settings.enableRegistration() && !open) {
            LOG.warn(
                    "Registration stays closed, for nothing keeps robots out: set"
                            + " registration_requires_token, configure recaptcha, or say"
                            + " enable_registration_without_verification as well");
        }
        if (stages.isEmpty()) {
            stages.add(Stage.DUMMY);
        }
    }

    boolean isOpen() {
        return open;
    }

    /// Fails with 403 M_FORBIDDEN when nobody may register.
    void requireOpen() {
        if (!open) {
            throw MatrixException.forbidden("Registration has been disabled");
        }
    }

    List<List<String>> flows() {
        return List.of(stages);
    }
}
