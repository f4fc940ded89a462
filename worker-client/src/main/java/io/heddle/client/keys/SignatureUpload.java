package io.heddle.client.keys;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.VerifyKey;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.KeyQueries;
import io.heddle.storage.e2ee.KeySignature;
import io.heddle.storage.e2ee.KeySignatures;
import io.heddle.storage.e2ee.QueriedKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes signatures that users make with their cross-signing keys and devices: each is checked by itself.
/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keyssignaturesupload
@Service
class SignatureUpload {
    private final KeyQueries queries;
    private final KeySignatures signatures;

    SignatureUpload(KeyQueries queries, KeySignatures signatures) {
        this.queries = queries;
        this.signatures = signatures;
    }

    /// Returns what failed: user id → key id → error.
    ObjectNode upload(UserId signer, ObjectNode body) {
        Map<UserId, ObjectNode> signed = new HashMap<>();
        ObjectNode failures = Json.object();
        body.forEachEntry((name, keys) -> {
            ObjectNode byId = objects(keys);
            user(name)
                    .ifPresentOrElse(
                            user -> signed.put(user, byId),
                            () -> failAll(failures, name, byId, unknown()));
        });
        Check check = new Check(signer, keysFor(signer, signed), failures);
        signed.forEach((user, keys) -> {
            if (user.equals(signer)) {
                check.own(keys);
            } else {
                check.of(user, keys);
            }
        });
        signatures.put(signer, check.accepted);
        return failures;
    }

    /// The signer's devices and everybody's cross-signing keys.
    private QueriedKeys keysFor(UserId signer, Map<UserId, ObjectNode> signed) {
        QueriedKeys own = queries.query(Map.of(signer, List.of()), signer, false);
        List<UserId> others =
                signed.keySet().stream().filter(user -> !user.equals(signer)).toList();
        if (!others.isEmpty()) {
            own.masterKeys().setAll(queries.crossSigning(others, signer).masterKeys());
        }
        return own;
    }

    private static ObjectNode objects(JsonNode keys) {
        if (keys instanceof ObjectNode object
                && object.values().stream().allMatch(JsonNode::isObject)) {
            return object;
        }
        throw MatrixException.invalidParam("Signed keys must be objects");
    }

    private static Optional<UserId> user(String name) {
        try {
            return Optional.of(UserId.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static MatrixException unknown() {
        return MatrixException.notFound("Unknown key");
    }

    private static MatrixException invalid() {
        return new MatrixException(400, "M_INVALID_SIGNATURE", "Invalid signature");
    }

    private static void failAll(
            ObjectNode failures, String user, ObjectNode keys, MatrixException failure) {
        keys.propertyNames().forEach(id -> fail(failures, user, id, failure));
    }

    private static void fail(ObjectNode failures, String user, String id, MatrixException failure) {
        ObjectNode present = Json.object(failures, user);
        (present != null ? present : failures.putObject(user))
                .putObject(id)
                .put("errcode", failure.errcode())
                .put("error", failure.getMessage());
    }

    /// The signatures of one request, as far as they were looked at.
    private static final class Check {
        private final UserId signer;
        private final QueriedKeys known;
        private final ObjectNode failures;
        private final List<KeySignature> accepted = new ArrayList<>();

        Check(UserId signer, QueriedKeys known, ObjectNode failures) {
            this.signer = signer;
            this.known = known;
            this.failures = failures;
        }

        /// Own devices, signed by the self-signing key, and the own master key, signed by devices.
        void own(ObjectNode keys) {
            String self = signer.value();
            ObjectNode master = Json.object(known.masterKeys(), self);
            Optional<VerifyKey> selfSigning =
                    SigningKeys.only(Json.object(known.selfSigningKeys(), self));
            if (master == null || selfSigning.isEmpty()) {
                failAll(
                        failures,
                        self,
                        keys,
                        MatrixException.notFound("No cross-signing keys found"));
                return;
            }
            String masterId = KeyQueries.publicKey(master);
            ObjectNode devices = Json.object(known.devices(), self);
            keys.forEachEntry((id, key) ->
                    attempt(
                            self,
                            id,
                            () -> {
                                ObjectNode signed = (ObjectNode) key;
                                if (id.equals(masterId)) {
                                    byDevices(id, signed, master);
                                } else {
                                    accept(
                                            self,
                                            id,
                                            signed,
                                            Json.object(devices, id),
                                            selfSigning.get());
                                }
                            }));
        }

        /// Another user's master key, signed by the user-signing key.
        void of(UserId user, ObjectNode keys) {
            Optional<VerifyKey> userSigning =
                    SigningKeys.only(Json.object(known.userSigningKeys(), signer.value()));
            ObjectNode master = Json.object(known.masterKeys(), user.value());
            String masterId = master == null ? null : KeyQueries.publicKey(master);
            if (userSigning.isEmpty() || masterId == null) {
                failAll(
                        failures,
                        user.value(),
                        keys,
                        MatrixException.notFound("No cross-signing keys found"));
                return;
            }
            keys.forEachEntry((id, key) ->
                    attempt(
                            user.value(),
                            id,
                            () -> {
                                if (!id.equals(masterId)) {
                                    throw unknown();
                                }
                                accept(
                                        user.value(),
                                        id,
                                        (ObjectNode) key,
                                        master,
                                        userSigning.get());
                            }));
        }

        private void attempt(String user, String id, Runnable check) {
            int before = accepted.size();
            try {
                check.run();
            } catch (MatrixException e) {
                accepted.subList(before, accepted.size()).clear();
                fail(failures, user, id, e);
            }
        }

        private void byDevices(String id, ObjectNode signed, ObjectNode master) {
            ObjectNode made = Json.object(Json.object(signed, "signatures"), signer.value());
            if (made == null || made.isEmpty()) {
                throw invalid();
            }
            ObjectNode devices = Json.object(known.devices(), signer.value());
            for (String keyId : made.propertyNames()) {
                ObjectNode device = Json.object(devices, keyId.substring(keyId.indexOf(':') + 1));
                VerifyKey key =
                        SigningKeys.named(device, keyId).orElseThrow(SignatureUpload::invalid);
                accept(signer.value(), id, signed, master, key);
            }
        }

        /// @param stored what the server knows under the id; the signed object must be the same
        private void accept(
                String user,
                String id,
                ObjectNode signed,
                @org.jspecify.annotations.Nullable ObjectNode stored,
                VerifyKey key) {
            if (stored == null) {
                throw unknown();
            }
            String signature = signature(signed, key);
            if (signature == null) {
                throw invalid();
            }
            if (signature.equals(signature(stored, key))) {
                return;
            }
            if (!bare(signed).equals(bare(stored))) {
                throw new MatrixException(400, "M_UNKNOWN", "Key does not match");
            }
            if (!JsonSigner.verify(signed, signer.value(), key)) {
                throw invalid();
            }
            accepted.add(new KeySignature(user, id, key.keyId(), signature));
        }

        private @org.jspecify.annotations.Nullable String signature(
                ObjectNode object, VerifyKey key) {
            return Json.string(
                    Json.object(Json.object(object, "signatures"), signer.value()),
                    Objects.requireNonNull(key.keyId()));
        }

        private static ObjectNode bare(ObjectNode key) {
            ObjectNode copy = key.deepCopy();
            copy.remove("signatures");
            copy.remove("unsigned");
            return copy;
        }
    }
}
