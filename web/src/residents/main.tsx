// The residents' app: takes over the page that the server wrote, once it knows as much as the page does.
import "./styles/colours.css";
import "./styles/page.css";
import "./styles/parts.css";

import { effect } from "@preact/signals";
import { type ComponentChild, render } from "preact";

import { App } from "./app";
import { begin } from "./feed/feed";
import { title } from "./page/banners";
import { Footer, Header, Tabs } from "./page/frame";
import { startWorker } from "./page/version";
import { followAddress } from "./page/view";
import { watchPage } from "./page/waiting";
import { chosenBefore, folderOf, language, learn, tagOf } from "./words/spoken";

const TELLING_AFTER_MS = 3000;

/** Fill an element of the page anew; one that the page lacks is put before another. */
function fill(selector: string, child: ComponentChild, made?: () => Element): void {
  const found = document.querySelector(selector) ?? made?.();
  if (found === undefined) return;
  found.replaceChildren();
  render(child, found);
}

function tabs(main: Element): Element {
  const nav = document.createElement("nav");
  nav.className = "tabs";
  main.before(nav);
  return nav;
}

async function start(): Promise<void> {
  const main = document.getElementById("app");
  if (main === null) return; // a page of another kind
  const before = chosenBefore();
  if (before !== undefined) {
    location.replace(folderOf(before) + location.hash);
    return;
  }
  const pageMadeAt = document.querySelector<HTMLTimeElement>(".made-at time")?.dateTime ?? "";
  const watched = learn().then(() => watchPage(main, pageMadeAt));
  const known = Promise.all([watched, begin(pageMadeAt)]);
  startWorker(known);
  const [leavePage] = await known;
  leavePage();
  document.documentElement.lang = tagOf(language);
  document.querySelectorAll("body > .rehearsal").forEach((each) => {
    each.remove(); // the app says it itself
  });
  fill("header.top", <Header />);
  fill("#app", <App />);
  fill("nav.tabs", <Tabs />, () => tabs(main));
  fill("footer.foot", <Footer />);
  followAddress();
  effect(() => {
    document.title = title();
  });
  setTimeout(keepTelling, TELLING_AFTER_MS);
}

/** Say again what this phone is to be told of; after the first view, which comes before all. */
function keepTelling(): void {
  import("./telling/again").then(({ keepSaying }) => {
    keepSaying();
  }, console.warn);
}

void start();
