package io.heddle.main.push;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.push.PushRule;
import io.heddle.protocol.push.PushRuleBody;
import io.heddle.protocol.push.PushRuleset;
import io.heddle.protocol.push.RuleKind;
import io.heddle.storage.push.PushRuleStore;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Push rules. The only scope is `global`. https://spec.matrix.org/v1.19/client-server-api/#push-rules-api
@ClientController
class PushRulesController {
    private static final String GLOBAL = "global";

    private final PushRuleStore rules;

    PushRulesController(PushRuleStore rules) {
        this.rules = rules;
    }

    @GetMapping({"/pushrules", "/pushrules/"})
    ObjectNode all(Requester requester) {
        return rules.of(requester.userId()).toJson(requester.userId());
    }

    @GetMapping({"/pushrules/{scope}", "/pushrules/{scope}/"})
    ObjectNode scope(Requester requester, @PathVariable String scope) {
        check(scope);
        return rules.of(requester.userId()).globalJson(requester.userId());
    }

    @GetMapping({"/pushrules/{scope}/{kind}", "/pushrules/{scope}/{kind}/"})
    ArrayNode kind(Requester requester, @PathVariable String scope, @PathVariable String kind) {
        check(scope);
        ArrayNode list = Json.array();
        rules.of(requester.userId())
                .rules(RuleKind.parse(kind, rules.features()))
                .forEach(rule -> list.add(rule.toJson(requester.userId())));
        return list;
    }

    @GetMapping("/pushrules/{scope}/{kind}/{ruleId}")
    ObjectNode rule(
            Requester requester,
            @PathVariable String scope,
            @PathVariable String kind,
            @PathVariable String ruleId) {
        return find(requester, scope, kind, ruleId).toJson(requester.userId());
    }

    @PutMapping("/pushrules/{scope}/{kind}/{ruleId}")
    ObjectNode put(
            Requester requester,
            @PathVariable String scope,
            @PathVariable String kind,
            @PathVariable String ruleId,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(required = false) @Nullable String after,
            @RequestBody ObjectNode body) {
        check(scope);
        RuleKind of = RuleKind.parse(kind, rules.features());
        rules.update(requester.userId(), present -> present.put(of, ruleId, body, before, after));
        return Json.object();
    }

    @DeleteMapping("/pushrules/{scope}/{kind}/{ruleId}")
    ObjectNode delete(
            Requester requester,
            @PathVariable String scope,
            @PathVariable String kind,
            @PathVariable String ruleId) {
        check(scope);
        RuleKind of = RuleKind.parse(kind, rules.features());
        rules.update(requester.userId(), present -> present.delete(of, ruleId));
        return Json.object();
    }

    @GetMapping("/pushrules/{scope}/{kind}/{ruleId}/enabled")
    ObjectNode enabled(
            Requester requester,
            @PathVariable String scope,
            @PathVariable String kind,
            @PathVariable String ruleId) {
        ObjectNode rule = find(requester, scope, kind, ruleId).toJson(requester.userId());
        return Json.object().put("enabled", Json.isTrue(rule, "enabled"));
    }

    @PutMapping("/pushrules/{scope}/{kind}/{ruleId}/enabled")
    ObjectNode enable(
            Requester requester,
            @PathVariable String scope,
            @PathVariable String kind,
            @PathVariable String ruleId,
            @RequestBody ObjectNode body) {
        check(scope);
        RuleKind of = RuleKind.parse(kind, rules.features());
        boolean on = PushRuleBody.enabled(body);
        rules.update(requester.userId(), present -> present.setEnabled(of, ruleId, on));
        return Json.object();
    }

    @GetMapping("/pushrules/{scope}/{kind}/{ruleId}/actions")
    ObjectNode actions(
            Requester requester,
            @PathVariable String scope,
            @PathVariable String kind,
            @PathVariable String ruleId) {
        ObjectNode rule = find(requester, scope, kind, ruleId).toJson(requester.userId());
        ObjectNode answer = Json.object();
        answer.set("actions", rule.path("actions"));
        return answer;
    }

    @PutMapping("/pushrules/{scope}/{kind}/{ruleId}/actions")
    ObjectNode setActions(
            Requester requester,
            @PathVariable String scope,
            @PathVariable String kind,
            @PathVariable String ruleId,
            @RequestBody ObjectNode body) {
        check(scope);
        RuleKind of = RuleKind.parse(kind, rules.features());
        List<JsonNode> actions = PushRuleBody.actions(body);
        rules.update(requester.userId(), present -> present.setActions(of, ruleId, actions));
        return Json.object();
    }

    private PushRule find(Requester requester, String scope, String kind, String ruleId) {
        check(scope);
        PushRuleset ruleset = rules.of(requester.userId());
        return ruleset.rule(RuleKind.parse(kind, rules.features()), ruleId);
    }

    private static void check(String scope) {
        if (!scope.equals(GLOBAL)) {
            throw MatrixException.invalidParam("The only scope of push rules is global");
        }
    }
}
