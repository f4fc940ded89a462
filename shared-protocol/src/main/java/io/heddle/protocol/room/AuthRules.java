package io.heddle.protocol.room;

/// What event authorisation asks of a room version.
///
/// @param redactionsChecked redactions are part of the auth rules, not of their application (1 and 2)
/// @param signedByEventIdServer the domain of the event id must have signed too (1 and 2)
/// @param specialCaseAliases m.room.aliases has a rule of its own (1 to 5)
/// @param limitsNotifications the `notifications` of power levels are checked like `events` (6 and later)
/// @param knock the membership and join rule `knock` (7 and later)
/// @param restricted the join rule `restricted` (8 and later)
/// @param knockRestricted the join rule `knock_restricted` (10 and later)
/// @param integerPowerLevels power levels are integers, never strings or floats, and malformed ones are refused
///     (10 and later)
/// @param creatorInContent the creator is `content.creator`, which is required, not the sender (1 to 10)
/// @param roomIdIsCreateHash the room id is the hash of the create event, which is no auth event (12 and later)
/// @param privilegedCreators sender and `additional_creators` of the create event stand above all power levels
///     (12 and later)
public record AuthRules(
        boolean redactionsChecked,
        boolean signedByEventIdServer,
        boolean specialCaseAliases,
        boolean limitsNotifications,
        boolean knock,
        boolean restricted,
        boolean knockRestricted,
        boolean integerPowerLevels,
        boolean creatorInContent,
        boolean roomIdIsCreateHash,
        boolean privilegedCreators) {
    static final AuthRules V1 =
            new AuthRules(true, true, true, false, false, false, false, false, true, false, false);
    static final AuthRules V3 =
            new AuthRules(
                    false, false, true, false, false, false, false, false, true, false, false);
    static final AuthRules V6 =
            new AuthRules(
                    false, false, false, true, false, false, false, false, true, false, false);
    static final AuthRules V7 =
            new AuthRules(false, false, false, true, true, false, false, false, true, false, false);
    static final AuthRules V8 =
            new AuthRules(false, false, false, true, true, true, false, false, true, false, false);
    static final AuthRules V10 =
            new AuthRules(false, false, false, true, true, true, true, true, true, false, false);
    static final AuthRules V11 =
            new AuthRules(false, false, false, true, true, true, true, true, false, false, false);
    static final AuthRules V12 =
            new AuthRules(false, false, false, true, true, true, true, true, false, true, true);
}
