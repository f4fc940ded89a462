package io.heddle.storage.e2ee;

import static io.heddle.storage.database.Columns.texts;

import io.heddle.protocol.id.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/// Signatures that users made with their cross-signing keys and devices.
@Repository
public class KeySignatures {
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final DeviceLists deviceLists;

    KeySignatures(JdbcClient jdbc, TransactionTemplate transactions, DeviceLists deviceLists) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.deviceLists = deviceLists;
    }

    /// Stores signatures made by a user. Those on the user's own keys are everybody's business, others only the user's.
    public void put(UserId signer, List<KeySignature> signatures) {
        if (signatures.isEmpty()) {
            return;
        }
        TreeSet<String> devices = new TreeSet<>();
        TreeSet<String> others = new TreeSet<>();
        for (KeySignature signature : signatures) {
            if (signature.targetUser().equals(signer.value())) {
                devices.add(signature.target());
            } else {
                others.add(signature.targetUser());
            }
        }
        List<Runnable> after = new ArrayList<>();
        transactions.executeWithoutResult(status -> {
            insert(signer, signatures);
            after.add(deviceLists.changed(signer, devices));
            after.add(deviceLists.changedFor(signer, others));
        });
        after.forEach(Runnable::run);
    }

    private void insert(UserId signer, List<KeySignature> signatures) {
        jdbc.sql(
                        "INSERT INTO key_signatures (target_user, target, signer, signer_key, signature)"
                                + " SELECT s.target_user, s.target, ?, s.signer_key, s.signature"
                                + " FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])"
                                + " AS s (target_user, target, signer_key, signature)"
                                + " ON CONFLICT (target_user, target, signer, signer_key)"
                                + " DO UPDATE SET signature = excluded.signature")
                .params(
                        signer.value(),
                        texts(signatures, KeySignature::targetUser),
                        texts(signatures, KeySignature::target),
                        texts(signatures, KeySignature::signerKey),
                        texts(signatures, KeySignature::signature))
                .update();
    }

    /// The signatures on keys of some users that one of them, or whoever asks, made.
    ///
    /// @param asker null for another server
    List<Made> visible(List<String> users, @Nullable UserId asker) {
        return jdbc.sql(
                        "SELECT target_user, target, signer, signer_key, signature FROM key_signatures"
                                + " WHERE target_user = ANY (?) AND (signer = target_user OR signer = ?)")
                .params(users.toArray(String[]::new), asker == null ? "" : asker.value())
                .query((row, number) ->
                        new Made(
                                row.getString("signer"),
                                new KeySignature(
                                        row.getString("target_user"),
                                        row.getString("target"),
                                        row.getString("signer_key"),
                                        row.getString("signature"))))
                .list();
    }

    record Made(String signer, KeySignature signature) {}
}
