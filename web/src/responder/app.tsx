// The screens, and which one is on show.
import type { ComponentType } from "preact";

import Asks from "./callouts/screen";
import { DutyBar } from "./duty/bar";
import { Tasks } from "./duty/screen";
import { Withdrawal } from "./duty/withdrawal";
import { Behind, Forbidden, Rehearsal, Stranger, Unsent } from "./page/banners";
import { Header, Tabs } from "./page/frame";
import { lazily } from "./page/lazy";
import { NewVersion } from "./page/version";
import { hash, type View, viewOf } from "./page/view";
import { key } from "./server";
import { withdrawal } from "./state";

const SCREENS: Record<View, ComponentType> = {
  tasks: Tasks,
  asks: Asks,
  pass: lazily(async () => (await import("./pass/screen")).default),
  report: lazily(async () => (await import("./report/screen")).default),
  me: lazily(async () => (await import("./me/screen")).default),
  register: lazily(async () => (await import("./register/screen")).default),
  check: lazily(async () => (await import("./pass/checker")).default),
  briefing: lazily(async () => (await import("./me/briefing")).default),
};

export function App() {
  const at = viewOf(hash.value, key.value !== null);
  const Screen = SCREENS[at];
  if (withdrawal.value !== null) {
    return (
      <main id="app" class="taken-over">
        <Rehearsal />
        <Withdrawal />
      </main>
    );
  }
  return (
    <>
      <header class="top">
        <Header />
      </header>
      <main id="app">
        <Rehearsal />
        <Behind />
        <Stranger />
        <Forbidden />
        <Unsent />
        <NewVersion />
        <Screen key={at} />
      </main>
      <div class="at-hand">
        <DutyBar />
        {key.value !== null && (
          <nav class="tabs">
            <Tabs at={at} />
          </nav>
        )}
      </div>
    </>
  );
}
