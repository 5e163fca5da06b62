// The screens, and which one is on show.
import { Gauges } from "./gauges/list";
import { OfficialInformation } from "./official/official";
import { Announcer } from "./page/announcer";
import { Behind, Rehearsal } from "./page/banners";
import { lazily } from "./page/lazy";
import { clock } from "./page/times";
import { NewVersion } from "./page/version";
import { view } from "./page/view";
import { NearestShelters } from "./shelters/list";
import { now, places } from "./state";
import { VerdictCard } from "./verdict/card";
import { language, say, Words } from "./words/spoken";

const Shelters = lazily(async () => (await import("./shelters/screen")).default);
const Chooser = lazily(async () => (await import("./places/chooser")).default);
const GaugePage = lazily(async () => (await import("./gauges/page")).default);
const Telling = lazily(async () => (await import("./telling/view")).default);

function Now() {
  return (
    <>
      <VerdictCard />
      <OfficialInformation />
      <Gauges />
      <NearestShelters />
    </>
  );
}

function Screen() {
  const shown = view.value;
  switch (shown.at) {
    case "now":
      return <Now />;
    case "go":
      return <Shelters />;
    case "places":
      return <Chooser />;
    case "gauge":
      return <GaugePage key={shown.id} id={shown.id} />;
    case "telling":
      return places.value && <Telling language={language} places={places.value} now={now.value} words={say} />;
  }
}

export function App() {
  return (
    <>
      <Announcer />
      <Rehearsal />
      <Behind />
      <NewVersion />
      <Screen />
      <p class="quiet made-at">{now.value !== null && <Words of="page.made_at" with={{ time: clock(now.value.made_at) }} />}</p>
    </>
  );
}
