package io.heddle.replication.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.json.Json;
import io.heddle.replication.config.ReplicationSettings.Address;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.duty.DutyRestrictions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.JsonNode;

class ReplicationSettingsTest {
    @TempDir Path directory;

    private ReplicationSettings read(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("homeserver.yaml"), yaml);
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(
                        new MapPropertySource(
                                "test", Map.of("homeserver.config-file", file.toString())));
        new HomeserverYaml().postProcessEnvironment(environment, new SpringApplication());
        return Binder.get(environment).bindOrCreate("homeserver", ReplicationSettings.class);
    }

    @Test
    void a_process_is_alone_unless_redis_is_enabled() throws IOException {
        ReplicationSettings settings = read("server_name: test.local\n");
        assertThat(settings.isSuite()).isFalse();
        assertThat(settings.instanceName()).isEqualTo("main");
        assertThat(settings.redis().port()).isEqualTo(6379);
        assertThat(settings.replication().port()).isEqualTo(9093);
        assertThat(settings.replication().bindAddress()).isEqualTo("127.0.0.1");
        assertThat(settings.replication().insecure()).isFalse();
    }

    @Test
    void the_files_of_a_synapse_worker_are_read_as_they_are() throws IOException {
        ReplicationSettings settings =
                read(
                        """
                        server_name: test.local
                        worker_app: synapse.app.generic_worker
                        worker_name: event_persister_1
                        worker_replication_secret: s3cret, with a comma
                        redis:
                          enabled: true
                          host: redis.test.local
                          port: 6380
                          username: heddle
                          password_path: /run/secrets/redis
                          dbid: 3
                          use_tls: true
                          ca_file: /etc/ca.pem
                        instance_map:
                          main: {host: 10.0.0.1, port: 9093}
                          event_persister_1: {host: 10.0.0.2, port: 9101, tls: true}
                        stream_writers:
                          events: [event_persister_1, event_persister_2]
                          to_device: event_persister_2
                          typing: event_persister_1
                        federation_sender_instances:
                          - federation_sender1
                        start_pushers: false
                        worker_listeners:
                          - {type: http, port: 9101, resources: [{names: [replication]}]}
                        """);
        assertThat(settings.isSuite()).isTrue();
        assertThat(settings.instanceName()).isEqualTo("event_persister_1");
        assertThat(settings.workerReplicationSecret()).isEqualTo("s3cret, with a comma");
        assertThat(settings.redis().useTls()).isTrue();
        assertThat(settings.redis().passwordPath()).isEqualTo("/run/secrets/redis");
        assertThat(settings.redis().dbid()).isEqualTo(3);
        assertThat(settings.instanceMap())
                .containsEntry("event_persister_1", new Address("10.0.0.2", 9101, true))
                .containsEntry("main", new Address("10.0.0.1", 9093, false));
        assertThat(settings.workerListeners().getFirst().port()).isEqualTo(9101);

        DutyRestrictions restrictions = new DutyRestrictions(settings);
        assertThat(restrictions.allow(Duty.ROOMS, "event_persister_2")).isTrue();
        assertThat(restrictions.allow(Duty.ROOMS, "main")).isFalse();
        assertThat(restrictions.allow(Duty.TYPING, "event_persister_2")).isFalse();
        assertThat(restrictions.allow(Duty.FEDERATION, "main")).isFalse();
        assertThat(restrictions.allow(Duty.PUSHERS, "main")).isFalse();
        assertThat(restrictions.allow(Duty.PUSHERS, "pusher1")).isTrue();
        assertThat(restrictions.allow(Duty.BACKGROUND, "main")).isTrue();
    }

    @Test
    void every_key_is_described_for_editors() throws IOException {
        Set<String> described = new TreeSet<>();
        try (InputStream in =
                ReplicationSettings.class.getResourceAsStream(
                        "/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : Json.parseObject(in.readAllBytes()).path("properties")) {
                assertThat(property.path("description").asString("")).isNotEmpty();
                described.add(property.path("name").asString());
            }
        }
        Set<String> keys = new TreeSet<>();
        collect(ReplicationSettings.class, "homeserver.", keys);
        assertThat(described).containsExactlyElementsOf(keys);
    }

    private static void collect(Class<?> type, String prefix, Set<String> keys) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key =
                    prefix
                            + component
                                    .getName()
                                    .replaceAll("([A-Z])", "-$1")
                                    .toLowerCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                collect(component.getType(), key + ".", keys);
            } else {
                keys.add(key);
                assertThat(known(component.getGenericType())).isTrue();
            }
        }
    }

    private static boolean known(Type type) {
        return !(type instanceof ParameterizedType generic)
                || List.of(List.class, Map.class).contains(generic.getRawType());
    }
}
