package io.heddle.storage.appservice;

import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.NewAccount;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/// Gives each application service's own user an account, so that it is a user like any other.
@Component
class AppServiceSenders implements SmartInitializingSingleton {
    private final AppServices services;
    private final Accounts accounts;

    AppServiceSenders(AppServices services, Accounts accounts) {
        this.services = services;
        this.accounts = accounts;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (AppService service : services.all()) {
            accounts.create(NewAccount.ofService(service.sender(), service.id()));
        }
    }
}
