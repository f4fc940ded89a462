package io.heddle.sync.v3;

import io.heddle.replication.stream.StreamName;
import io.heddle.storage.push.PushRuleStore;
import io.heddle.sync.json.JsonOut;
import io.heddle.sync.v3.AccountDataSection.Changed;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Global account data with the push rules, which clients see as account data too.
/// https://spec.matrix.org/v1.19/client-server-api/#push-rules
@Component
class GlobalSection {
    private static final String PUSH_RULES = "m.push_rules";

    private final AccountDataSection accountData;
    private final PushRuleStore pushRules;

    GlobalSection(AccountDataSection accountData, PushRuleStore pushRules) {
        this.accountData = accountData;
        this.pushRules = pushRules;
    }

    List<byte[]> read(Changed changed, SyncContext context) {
        List<byte[]> events = new ArrayList<>(accountData.global(changed, context));
        if (context.filter().accountData().matches(PUSH_RULES, null, null)
                && haveRulesChanged(context)) {
            JsonOut out = new JsonOut(4096).beginObject();
            out.name("type").value(PUSH_RULES);
            out.name("content").value(pushRules.of(context.userId()).toJson(context.userId()));
            events.add(out.endObject().toBytes());
        }
        return events;
    }

    private boolean haveRulesChanged(SyncContext context) {
        if (context.isInitial() || context.request().fullState()) {
            return true;
        }
        return context.mayHaveNews(StreamName.PUSH_RULES)
                && pushRules.changed(
                        context.userId(),
                        context.since(StreamName.PUSH_RULES),
                        context.now(StreamName.PUSH_RULES));
    }
}
