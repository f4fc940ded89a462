package io.heddle.e2e.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.HeddleServer;
import io.heddle.main.cli.Heddle;
import io.heddle.testing.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisterUserCommandTest {

    @Test
    @Tag("OPS-03")
    void theFirstAdministratorIsMadeByTheSecretOfTheDataDirectory(@TempDir Path data)
            throws Exception {
        HeddleServer server =
                HeddleServer.start(
                        Map.of(
                                "homeserver.registration-shared-secret",
                                "",
                                "homeserver.data-directory",
                                data.toString()));
        try {
            Path secret = data.resolve("registration_shared_secret");
            assertThat(Files.readString(secret).strip()).hasSize(64);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");

            Heddle.main(
                    new String[] {
                        "register-user",
                        "--user",
                        "boss",
                        "--password",
                        "of it all",
                        "--admin",
                        "--url",
                        server.baseUrl(),
                        "--data",
                        data.toString()
                    });

            TestClient boss = server.login("boss", "of it all");
            assertThat(
                            boss.get("/_matrix/client/v3/capabilities")
                                    .ok()
                                    .at("/capabilities/m.account_moderation/suspend")
                                    .booleanValue())
                    .isTrue();
        } finally {
            server.close();
        }
    }
}
