package io.heddle.protocol.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RoomVersionsTest {
    private static List<String> where(Predicate<RoomVersion> rule) {
        return RoomVersions.ALL.stream().filter(rule).map(RoomVersion::id).toList();
    }

    private static List<String> from(int first) {
        return where(version -> Integer.parseInt(version.id()) >= first);
    }

    private static List<String> until(int last) {
        return where(version -> Integer.parseInt(version.id()) <= last);
    }

    @Test
    @Tag("RV-19")
    void knowsVersions1To12AllStableAnd12AsTheDefault() {
        assertThat(where(RoomVersion::stable))
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
        assertThat(RoomVersions.DEFAULT.id()).isEqualTo("12");
        assertThat(RoomVersions.find("6")).contains(RoomVersions.V6);
        assertThat(RoomVersions.find("13")).isEmpty();
        assertThat(RoomVersions.find("")).isEmpty();
    }

    @Test
    @Tag("RV-01")
    @Tag("RV-03")
    @Tag("RV-04")
    void eventFormatsChangeInVersions3And4() {
        assertThat(where(version -> version.eventFormat() == EventFormat.V1)).isEqualTo(until(2));
        assertThat(where(version -> version.eventFormat() == EventFormat.V3)).containsExactly("3");
        assertThat(where(version -> version.eventFormat() == EventFormat.V4)).isEqualTo(from(4));
        assertThat(where(version -> version.auth().redactionsChecked())).isEqualTo(until(2));
        assertThat(where(version -> version.auth().signedByEventIdServer())).isEqualTo(until(2));
    }

    @Test
    void stateResolutionChangesInVersions2And12() {
        assertThat(where(version -> version.stateResolution() == StateResolution.V1))
                .containsExactly("1");
        assertThat(where(version -> version.stateResolution() == StateResolution.V2_1))
                .isEqualTo(from(12));
    }

    @Test
    void eachRuleBeginsAndEndsWithItsVersion() {
        assertThat(where(RoomVersion::enforcesKeyValidity)).isEqualTo(from(5));
        assertThat(where(RoomVersion::strictJson)).isEqualTo(from(6));
        assertThat(where(RoomVersion::redactsInContent)).isEqualTo(from(11));
        assertThat(where(RoomVersion::roomIdIsCreateHash)).isEqualTo(from(12));
        assertThat(where(version -> version.auth().specialCaseAliases())).isEqualTo(until(5));
        assertThat(where(version -> version.auth().limitsNotifications())).isEqualTo(from(6));
        assertThat(where(version -> version.auth().knock())).isEqualTo(from(7));
        assertThat(where(version -> version.auth().restricted())).isEqualTo(from(8));
        assertThat(where(version -> version.auth().knockRestricted())).isEqualTo(from(10));
        assertThat(where(version -> version.auth().integerPowerLevels())).isEqualTo(from(10));
        assertThat(where(version -> version.auth().creatorInContent())).isEqualTo(until(10));
        assertThat(where(version -> version.auth().privilegedCreators())).isEqualTo(from(12));
        assertThat(where(version -> version.redaction().keepsAliases())).isEqualTo(until(5));
        assertThat(where(version -> version.redaction().keepsAllow())).isEqualTo(from(8));
        assertThat(where(version -> version.redaction().keepsAuthorisedVia())).isEqualTo(from(9));
        assertThat(where(version -> version.redaction().keepsLegacyKeys())).isEqualTo(until(10));
        assertThat(where(version -> version.redaction().keepsWholeCreate())).isEqualTo(from(11));
    }

    @Test
    @Tag("RV-18")
    void depthIsLimitedByTheNumbersOfTheVersion() {
        assertThat(where(version -> version.maxDepth() == Long.MAX_VALUE)).isEqualTo(until(5));
        assertThat(where(version -> version.maxDepth() == 9007199254740991L)).isEqualTo(from(6));
    }
}
