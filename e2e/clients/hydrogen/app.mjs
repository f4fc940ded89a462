// The whole Hydrogen app on our page, as its own main program starts it.
import { FeatureSet, Platform, RootViewModel, createNavigation, createRouter } from "hydrogen-view-sdk";

const platform = new Platform({
    container: document.body,
    assetPaths: {
        downloadSandbox: "assets/download-sandbox.html",
        worker: "assets/main.js",
        olm: { wasm: "olm/olm.wasm", legacyBundle: "olm/olm_legacy.js", wasmBundle: "olm/olm.js" },
        serviceWorker: "sw.js",
    },
    config: { defaultHomeServer: new URLSearchParams(location.search).get("homeserver") },
});
const navigation = createNavigation();
platform.setNavigation(navigation);
await platform.init();
const urlRouter = createRouter({ navigation, history: platform.history });
urlRouter.attach();
const root = new RootViewModel({
    platform,
    urlRouter,
    urlCreator: urlRouter,
    navigation,
    features: await FeatureSet.load(platform.settingsStorage),
});
await root.load();
platform.createAndMountRootView(root);
