package io.heddle.federation.discovery;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DiscoveryConfiguration {
    @Bean(destroyMethod = "close")
    NettyDns nettyDns() {
        return new NettyDns();
    }

    @Bean
    @org.springframework.context.annotation.Primary
    Dns dns(NettyDns netty) {
        return new CachedDns(netty);
    }
}
