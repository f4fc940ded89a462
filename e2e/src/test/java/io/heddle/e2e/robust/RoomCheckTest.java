package io.heddle.e2e.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.e2e.robust.RoomCheck.Member;
import io.heddle.e2e.robust.RoomCheck.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A check that always says yes proves nothing: each kind of damage is told.
class RoomCheckTest {
    private static final List<Message> HISTORY =
            Stream.of("a1", "b1", "a2", "b2", "a3")
                    .map(text -> new Message("$" + text, text))
                    .toList();
    private static final List<Message> OF_A =
            List.of(HISTORY.get(0), HISTORY.get(2), HISTORY.get(4));
    private static final List<Message> OF_B = List.of(HISTORY.get(1), HISTORY.get(3));
    private static final Set<String> SENT = Set.of("a1", "a2", "a3", "b1", "b2", "given up");

    @Test
    void aHistoryWithoutDamageIsFine() {
        assertThat(check(same(), same())).isEmpty();
    }

    @Test
    void aLostMessageIsTold() {
        assertThat(check(without(2), without(2)))
                .containsExactly("acknowledged and lost: " + HISTORY.get(2));
        assertThat(check(without(4), without(4)))
                .containsExactly("acknowledged and lost: " + HISTORY.get(4));
    }

    @Test
    void aMessageUnderAnotherIdIsALostOne() {
        assertThat(
                        check(
                                with(1, new Message("$other", "b1")),
                                with(1, new Message("$other", "b1"))))
                .containsExactly("acknowledged and lost: " + HISTORY.get(1));
    }

    @Test
    void aDoubledMessageIsTold() {
        UnaryOperator<List<Message>> again = adding(new Message("$again", "a2"));
        assertThat(check(again, again)).containsExactly("stored twice: a2");
        assertThat(check(adding(HISTORY.get(2)), adding(HISTORY.get(2))))
                .contains("twice in the history: $a2", "synced twice: $a2");
        assertThat(check(same(), adding(HISTORY.get(2)))).contains("synced twice: $a2");
    }

    @Test
    void aMessageThatNobodySentIsTold() {
        Message strange = new Message("$x", "x");
        assertThat(check(adding(strange), adding(strange)))
                .containsExactly("nobody sent: " + strange);
        Message givenUp = new Message("$y", "given up");
        assertThat(check(adding(givenUp), adding(givenUp))).isEmpty();
    }

    @Test
    void anotherOrderIsTold() {
        assertThat(check(swapping(0, 2), swapping(0, 2)))
                .containsExactly("out of its sender's order: " + HISTORY.get(2));
        assertThat(check(same(), swapping(0, 1)))
                .containsExactly("synced in another order or beyond the history");
    }

    @Test
    void whatASyncLeavesOutIsTold() {
        assertThat(check(same(), without(3))).containsExactly("never synced: $b2");
    }

    @Test
    void aMemberWhoReadsSomethingElseIsTold() {
        Member other = new Member(ids(HISTORY), without(0).apply(HISTORY), List.of());
        assertThat(new RoomCheck(HISTORY, SENT, List.of(OF_A, OF_B), List.of(other)).complaints())
                .containsExactly("another history for another member");
    }

    @Test
    void anOldTokenThatSkipsOrGoesBackIsTold() {
        List<List<String>> tails =
                List.of(
                        List.of(),
                        List.of("$b2", "$a3"),
                        List.of("$a3", "$b2"),
                        List.of("$a2", "$a3"),
                        List.of("$b2"));
        Member member = new Member(ids(HISTORY), HISTORY, tails);
        assertThat(new RoomCheck(HISTORY, SENT, List.of(OF_A, OF_B), List.of(member)).complaints())
                .hasSize(3)
                .allMatch(complaint -> complaint.startsWith("an old token leads elsewhere"));
    }

    /// @param damage what happened to the stored history
    /// @param delivery what happened on the way to a member, from the undamaged history on
    private static List<String> check(
            UnaryOperator<List<Message>> damage, UnaryOperator<List<Message>> delivery) {
        List<Message> stored = damage.apply(HISTORY);
        Member member = new Member(ids(delivery.apply(HISTORY)), stored, List.of());
        return new RoomCheck(stored, SENT, List.of(OF_A, OF_B), List.of(member)).complaints();
    }

    private static List<String> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }

    private static UnaryOperator<List<Message>> same() {
        return UnaryOperator.identity();
    }

    private static UnaryOperator<List<Message>> without(int index) {
        return messages -> {
            List<Message> rest = new ArrayList<>(messages);
            rest.remove(index);
            return rest;
        };
    }

    private static UnaryOperator<List<Message>> with(int index, Message message) {
        return messages -> {
            List<Message> changed = new ArrayList<>(messages);
            changed.set(index, message);
            return changed;
        };
    }

    private static UnaryOperator<List<Message>> adding(Message message) {
        return messages -> Stream.concat(messages.stream(), Stream.of(message)).toList();
    }

    private static UnaryOperator<List<Message>> swapping(int one, int other) {
        return messages -> {
            List<Message> changed = new ArrayList<>(messages);
            Collections.swap(changed, one, other);
            return changed;
        };
    }
}
