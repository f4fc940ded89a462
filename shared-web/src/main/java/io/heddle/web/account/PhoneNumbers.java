package io.heddle.web.account;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.util.Locale;

/// Phone numbers as people of a country dial them.
public final class PhoneNumbers {
    private PhoneNumbers() {}

    /// The international form, digits only. Throws [IllegalArgumentException] for what is no phone number.
    ///
    /// @param country two letters (ISO 3166) of the country the number is dialled in
    public static String international(String country, String number) {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        try {
            return numbers.format(
                            numbers.parse(number, country.toUpperCase(Locale.ROOT)),
                            PhoneNumberFormat.E164)
                    .substring(1);
        } catch (NumberParseException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
