package io.heddle.benchmarks;

import java.time.Duration;

/// How large and how long everything is. Written into the results, so that nobody compares a
/// shortened run with a full one.
///
/// @param rounds how often each server is measured, by turns; the median counts
/// @param accounts registered users, which the scenarios share
/// @param sendWarmUp unmeasured sending before the first round
/// @param sendTime measured sending of each round
/// @param sendRooms rooms of the sends that are spread out
/// @param sendMembers members of each room that is sent into
/// @param deliveryMembers syncing members of the delivery room
/// @param deliveryTime measured time of each delivery round at five messages a second
/// @param smallAccount rooms of the smaller initial sync
/// @param largeAccount rooms of the larger one
/// @param roomMembers members of each of these rooms
/// @param roomMessages messages in each of these rooms
/// @param initialSyncs initial syncs of each account and round, each by a device of its own
/// @param history messages in the room that is paged through
/// @param pagingTime measured paging of each round
/// @param joins users who join the public room
record Plan(
        int rounds,
        int accounts,
        Duration sendWarmUp,
        Duration sendTime,
        int sendRooms,
        int sendMembers,
        int deliveryMembers,
        Duration deliveryTime,
        int smallAccount,
        int largeAccount,
        int roomMembers,
        int roomMessages,
        int initialSyncs,
        int history,
        Duration pagingTime,
        int joins) {

    static final Plan FULL =
            new Plan(
                    2,
                    300,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(12),
                    8,
                    20,
                    100,
                    Duration.ofSeconds(20),
                    30,
                    50,
                    20,
                    60,
                    10,
                    2000,
                    Duration.ofSeconds(10),
                    300);

    static final Plan SHORT =
            new Plan(
                    1,
                    120,
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(5),
                    4,
                    16,
                    100,
                    Duration.ofSeconds(6),
                    30,
                    50,
                    3,
                    10,
                    5,
                    300,
                    Duration.ofSeconds(4),
                    60);
}
