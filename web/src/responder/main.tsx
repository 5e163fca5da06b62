// The page of people who step in for a while: what this phone kept comes first, then the server is asked.
import "../residents/styles/colours.css";
import "../residents/styles/page.css";
import "./styles/parts.css";
import "./styles/duty.css";

import { effect } from "@preact/signals";
import { render } from "preact";

import { App } from "./app";
import { startClock } from "./clock";
import { remember, startAsking } from "./feed/feed";
import { startWorker } from "./page/version";
import { followAddress } from "./page/view";
import { run } from "./server";
import { beginToSpeak, said } from "./words/spoken";

async function start(): Promise<void> {
  const root = document.getElementById("responder");
  if (root === null) return;
  await Promise.all([beginToSpeak(), remember().catch(console.warn)]);
  startClock();
  render(<App />, root);
  followAddress();
  effect(() => {
    document.title = (run.value === "" ? "" : "【訓練】") + said("page.title");
  });
  startAsking();
  startWorker();
}

void start();
