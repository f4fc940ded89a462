package io.heddle.protocol.room;

/// What survives a redaction, beside what always does.
///
/// @param keepsLegacyKeys top-level `origin`, `membership` and `prev_state` (1 to 10)
/// @param keepsAliases `aliases` of m.room.aliases (1 to 5)
/// @param keepsAllow `allow` of m.room.join_rules (8 and later)
/// @param keepsAuthorisedVia `join_authorised_via_users_server` of m.room.member (9 and later)
/// @param keepsWholeCreate all of m.room.create's content, rather than `creator` alone (11 and later)
/// @param keepsInviteLevel `invite` of m.room.power_levels (11 and later)
/// @param keepsThirdPartySigned `third_party_invite.signed` of m.room.member (11 and later)
/// @param keepsRedacts `redacts` in the content of m.room.redaction (11 and later)
public record RedactionRules(
        boolean keepsLegacyKeys,
        boolean keepsAliases,
        boolean keepsAllow,
        boolean keepsAuthorisedVia,
        boolean keepsWholeCreate,
        boolean keepsInviteLevel,
        boolean keepsThirdPartySigned,
        boolean keepsRedacts) {
    static final RedactionRules V1 =
            new RedactionRules(true, true, false, false, false, false, false, false);
    static final RedactionRules V6 =
            new RedactionRules(true, false, false, false, false, false, false, false);
    static final RedactionRules V8 =
            new RedactionRules(true, false, true, false, false, false, false, false);
    static final RedactionRules V9 =
            new RedactionRules(true, false, true, true, false, false, false, false);
    static final RedactionRules V11 =
            new RedactionRules(false, false, true, true, true, true, true, true);
}
