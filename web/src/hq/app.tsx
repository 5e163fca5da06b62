// The page: what is shown to whom, and how its parts lie together.
import { words } from "../words/language";
import { Arrivals } from "./alerts/arrival";
import { Banner } from "./banner";
import { enter } from "./entry";
import { Header } from "./header";
import { lazily } from "./lazy";
import { WaitingHere } from "./offline/unsent";
import { OnlyNow } from "./replay/banner";
import { SignIn } from "./signin";
import { asOf, isStale, selected, session } from "./state";
import { view } from "./view";
import { VIEWS } from "./views";

const OwnPassword = lazily(async () => (await import("./staff/first")).OwnPassword);

function Unreachable() {
  const said = words.value;
  return (
    <main class="alone">
      <h1>{said.unreachable}</h1>
      <button type="button" class="strong" onClick={() => void enter()}>
        {said.retry}
      </button>
    </main>
  );
}

function Headquarters() {
  const { Body, looksBack } = VIEWS[view.value];
  const back = asOf.value !== null;
  return (
    <div
      class={`page ${selected.value === null ? "" : "with-station"} ${back ? "looking-back" : ""}`}
      data-stale={isStale.value}
    >
      <a class="skip" href="#side">
        {words.value.skip}
      </a>
      <Header />
      <Banner />
      <Arrivals />
      {back && looksBack !== true ? <OnlyNow /> : <Body />}
    </div>
  );
}

export function App() {
  switch (session.value) {
    case "in":
      return <Headquarters />;
    case "out":
      return (
        <>
          <WaitingHere />
          <SignIn />
        </>
      );
    case "must_change":
      return <OwnPassword />;
    case "unreachable":
      return <Unreachable />;
    case "unknown":
      return <p class="alone">{words.value.loading}</p>;
  }
}
