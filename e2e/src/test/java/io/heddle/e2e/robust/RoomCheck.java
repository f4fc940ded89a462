package io.heddle.e2e.robust;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What is known of a room after all crashes, and whether it fits together: everything acknowledged is there, once, in one
/// order for everybody, and nothing that nobody sent.
///
/// @param history the room as the first member reads it
/// @param sent the texts that anybody tried to send
/// @param acknowledged by sender, what they were told had arrived, in that order
record RoomCheck(
        List<Message> history,
        Set<String> sent,
        List<List<Message>> acknowledged,
        List<Member> members) {

    record Message(String id, String text) {
        static List<Message> ofHistory(List<Map.Entry<String, String>> entries) {
            return entries.stream().map(one -> new Message(one.getKey(), one.getValue())).toList();
        }

        static List<Message> ofAcknowledged(List<Map.Entry<String, String>> entries) {
            return entries.stream().map(one -> new Message(one.getValue(), one.getKey())).toList();
        }
    }

    /// @param synced the ids that came by sync, in that order
    /// @param history the room as this member reads it
    /// @param sinceTokens for each sync token from before a crash, the ids from there on
    record Member(List<String> synced, List<Message> history, List<List<String>> sinceTokens) {}

    /// What is wrong; empty when all is well.
    List<String> complaints() {
        List<String> found = new ArrayList<>();
        repeated(ids(history)).forEach(id -> found.add("twice in the history: " + id));
        repeated(history.stream().map(Message::text).toList())
                .forEach(text -> found.add("stored twice: " + text));
        history.stream()
                .filter(message -> !sent.contains(message.text()))
                .forEach(message -> found.add("nobody sent: " + message));
        acknowledged.forEach(messages -> checkAcknowledged(messages, found));
        members.forEach(member -> checkMember(member, found));
        return found;
    }

    private void checkAcknowledged(List<Message> messages, List<String> found) {
        int place = -1;
        for (Message message : messages) {
            int at = history.indexOf(message);
            if (at < 0) {
                found.add("acknowledged and lost: " + message);
            } else if (at <= place) {
                found.add("out of its sender's order: " + message);
            } else {
                place = at;
            }
        }
    }

    private void checkMember(Member member, List<String> found) {
        List<String> ids = ids(history);
        if (!member.history().equals(history)) {
            found.add("another history for another member");
        }
        repeated(member.synced()).forEach(id -> found.add("synced twice: " + id));
        Set<String> missing = new HashSet<>(ids);
        member.synced().forEach(missing::remove);
        missing.forEach(id -> found.add("never synced: " + id));
        if (missing.isEmpty() && !member.synced().equals(ids)) {
            found.add("synced in another order or beyond the history");
        }
        for (List<String> tail : member.sinceTokens()) {
            int from = ids.size() - tail.size();
            if (from < 0 || !ids.subList(from, ids.size()).equals(tail)) {
                found.add("an old token leads elsewhere: " + tail);
            }
        }
    }

    private static List<String> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }

    private static Set<String> repeated(List<String> texts) {
        Set<String> seen = new HashSet<>();
        return texts.stream().filter(text -> !seen.add(text)).collect(Collectors.toSet());
    }
}
