import { define } from "../components/define.js";
import { refreshParts } from "../state/fresh-parts.js";

/** Fetches and defines what stands below the stage of the view Train. Never rejects. */
export async function showPanels(): Promise<void> {
  try {
    const [{ defineTrainPanels }, { HomePanel }, { SettingsPanel }] = await Promise.all([
      import("../components/train-panels.js"),
      import("./home-panel.js"),
      import("./settings-panel.js"),
    ]);
    defineTrainPanels();
    define({ "home-panel": HomePanel, "settings-panel": SettingsPanel });
  } catch {
    // The page was published anew, or there is no network: what can be fetched now is fetched anew.
    await refreshParts();
  }
}
