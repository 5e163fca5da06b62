// The headquarters page, started.
import "./styles/colours.css";
import "./styles/page.css";
import "./styles/parts.css";
import "./styles/orders.css";
import "./styles/messages.css";
import "./styles/offline.css";
import "./styles/replay.css";

import { effect } from "@preact/signals";
import { render } from "preact";

import { language, words } from "../words/language";
import { watchArrivals } from "./alerts/arrival";
import { unseen } from "./alerts/state";
import { App } from "./app";
import { enter, keepAddress } from "./entry";
import { startTicking } from "./feed";
import { keepFocus } from "./focus";
import { loadMap } from "./map_part";
import { startKeeping } from "./offline/kept";
import { startSending } from "./offline/sending";
import { startWorker } from "./offline/version";
import { asOf, config, run, runName, session } from "./state";
import { viewNamed } from "./view";

effect(() => {
  document.documentElement.lang = language.value;
});

effect(() => {
  const { product, runs, title } = words.value;
  const status = run.value?.status ?? (runName.value === "" ? "actual" : "test");
  const drill = session.value === "in" && status !== "actual" ? `【${runs[status]}】` : "";
  const city = config.value?.city_name ?? "";
  const back = asOf.value === null ? "" : `【${words.value.replay.title}】`;
  const waiting = unseen.value.length > 0 ? `(${unseen.value.length}) ` : "";
  document.title = `${back}${drill}${waiting}${product} ${city} ${title}`.trim();
});

effect(() => {
  if (session.value === "in") keepAddress();
});

const root = document.getElementById("app");
if (root === null) throw new Error("the page has no #app element");
// Beside the questions of who looks and what stands, not after them.
if (viewNamed(new URLSearchParams(location.search).get("view")) === "map") loadMap().catch(console.warn);
render(<App />, root);
keepFocus();
watchArrivals();
startTicking();
startKeeping();
startSending();
startWorker();
void enter();
