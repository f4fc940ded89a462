package io.heddle.protocol.id;

import java.util.Locale;

/// A third-party identifier in its canonical form: an email address or a phone number.
/// https://spec.matrix.org/v1.19/appendices/#3pid-types
public record ThirdPartyId(String medium, String address) {
    public static final String EMAIL = "email";
    public static final String MSISDN = "msisdn";
    private static final int MAX_EMAIL = 500;

    /// The canonical form of an address of a known medium; throws [InvalidIdentifierException] for other media.
    public static ThirdPartyId parse(String medium, String address) {
        return switch (medium) {
            case EMAIL -> email(address);
            case MSISDN -> phone(address);
            default -> throw Grammar.invalid("Third-party ID", "has an unknown medium");
        };
    }

    /// Localpart case-folded, domain in lower case: `Strauß@Example.com` is `strauss@example.com`.
    public static ThirdPartyId email(String address) {
        String trimmed = address.strip();
        int at = trimmed.indexOf('@');
        boolean valid =
                at > 0
                        && at < trimmed.length() - 1
                        && at == trimmed.lastIndexOf('@')
                        && trimmed.length() <= MAX_EMAIL
                        && trimmed.codePoints().allMatch(ThirdPartyId::isAddressCharacter);
        if (!valid) {
            throw Grammar.invalid("Email address", "is not valid");
        }
        String domain = trimmed.substring(at + 1).toLowerCase(Locale.ROOT);
        return new ThirdPartyId(EMAIL, caseFold(trimmed.substring(0, at)) + "@" + caseFold(domain));
    }

    /// A number in international form, with or without the plus sign.
    public static ThirdPartyId phone(String number) {
        String stripped = number.strip();
        boolean international = stripped.startsWith("+") || stripped.startsWith("00");
        return new ThirdPartyId(
                MSISDN, PhoneNumbers.e164(international ? stripped : "+" + stripped, "ZZ"));
    }

    /// A number as dialled within a country, of which the two-letter code is given.
    public static ThirdPartyId phone(String country, String number) {
        return new ThirdPartyId(
                MSISDN, PhoneNumbers.e164(number, country.toUpperCase(Locale.ROOT)));
    }

    private static boolean isAddressCharacter(int c) {
        return !Character.isWhitespace(c)
                && !Character.isISOControl(c)
                && Character.getType(c) != Character.SURROGATE
                && c != '<'
                && c != '>';
    }

    /// Full case folding: by way of the upper case, which also takes apart letters such as ß.
    private static String caseFold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    if (c == 'ı') {
                        folded.append('ı');
                    } else {
                        String letter = Character.toString(c).toUpperCase(Locale.ROOT);
                        letter.codePoints()
                                .forEach(u ->
                                        folded.append(
                                                Character.toString(u).toLowerCase(Locale.ROOT)));
                    }
                });
        return folded.toString();
    }
}
