package io.heddle.web.server;

import com.fasterxml.jackson.annotation.Nulls;
import io.heddle.replication.config.FederationSettings;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.web.auth.HandlerAdapters;
import io.heddle.web.auth.RequesterArgumentResolver;
import io.heddle.web.json.JsonBodyReader;
import io.heddle.web.route.IndexedHandlerMapping;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.webflux.autoconfigure.WebFluxRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/// Plain blocking controllers on virtual threads behind Netty.
@Configuration(proxyBeanMethods = false)
@ComponentScan("io.heddle.web")
@EnableConfigurationProperties(FederationSettings.class)
public class WebConfiguration {
    /// The largest JSON body: a full federation transaction of 200 events.
    static final int MAX_JSON_BYTES = 200 * 65536;

    @Bean(destroyMethod = "shutdown")
    ExecutorService requestExecutor() {
        return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
    }

    /// Event loops of this context alone, so that closing one server leaves others of the process running.
    @Bean
    ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder ->
                builder.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .withCoercionConfig(
                                LogicalType.Textual,
                                text ->
                                        text.setCoercion(
                                                        CoercionInputShape.Integer,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Float,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Boolean,
                                                        CoercionAction.Fail))
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .withCoercionConfig(LogicalType.Textual, WebConfiguration::onlyStrings)
                        .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .propertyNamingStrategy(
                                tools.jackson.databind.PropertyNamingStrategies.SNAKE_CASE)
                        .changeDefaultPropertyInclusion(inclusion ->
                                inclusion.withValueInclusion(
                                        com.fasterxml.jackson.annotation.JsonInclude.Include
                                                .NON_NULL));
    }

    private static void onlyStrings(MutableCoercionConfig text) {
        text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
    }

    @Bean
    WebFluxRegistrations registrations(
            HandlerAdapters adapters,
            ExecutorService requestExecutor,
            HomeserverSettings settings) {
        return new WebFluxRegistrations() {
            @Override
            public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
                return new IndexedHandlerMapping();
            }

            @Override
            public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
                return adapters.make(
                        MAX_JSON_BYTES,
                        Schedulers.fromExecutor(requestExecutor),
                        settings.allowQueryTokens());
            }
        };
    }

    @Bean
    WebFluxConfigurer heddleWebFlux(JsonMapper mapper, ExecutorService requestExecutor) {
        return new WebFluxConfigurer() {
            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
                configurer.addCustomResolver(new RequesterArgumentResolver());
            }

            @Override
            public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
                configurer
                        .setExecutor(new TaskExecutorAdapter(requestExecutor))
                        .setControllerMethodPredicate(WebConfiguration::blocks);
            }

            @Override
            public void configureHttpMessageCodecs(ServerCodecConfigurer configurer) {
                configurer.customCodecs().register(new JsonBodyReader(mapper, MAX_JSON_BYTES));
            }
        };
    }

    private static boolean blocks(HandlerMethod method) {
        return !Mono.class.isAssignableFrom(method.getReturnType().getParameterType());
    }
}
