package io.heddle.protocol.id;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;

/// Numbering plans of the world; loaded when the first phone number is seen.
final class PhoneNumbers {
    private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();

    private PhoneNumbers() {}

    /// Digits of the E.164 form, without the plus sign.
    static String e164(String number, String country) {
        String dialled = number.startsWith("00") ? "+" + number.substring(2) : number;
        try {
            PhoneNumber parsed = PLANS.parse(dialled, country);
            if (!PLANS.isPossibleNumber(parsed)) {
                throw Grammar.invalid("Phone number", "is not possible");
            }
            return PLANS.format(parsed, PhoneNumberFormat.E164).substring(1);
        } catch (NumberParseException e) {
            throw Grammar.invalid("Phone number", "is not valid");
        }
    }
}
