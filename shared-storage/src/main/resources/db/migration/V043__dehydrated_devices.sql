-- A device that exists only as encrypted data, to receive keys while its user has no other: at most one a user.
CREATE TABLE dehydrated_devices (
    user_id     text COLLATE "C" PRIMARY KEY,
    device_id   text COLLATE "C" NOT NULL,
    device_data bytea NOT NULL
);
