// Whose page this is, and how large it stands.
import { useEffect, useRef } from "preact/hooks";

import { words } from "../../words/language";
import { StationMark } from "../mark";
import { closeStation, enlarged, type Sited } from "../state";
import { nameOf } from "../wording";

export function Head({ sited: { station, at } }: { sited: Sited }) {
  const said = words.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const kinds = [
    station.mode === "crisis" ? said.crisis : "",
    station.tidal ? said.tidal : "",
    at === null ? said.offMap : "",
  ];
  return (
    <div class="station-head">
      <StationMark station={station} size="l" />
      <div>
        <h2 ref={heading} tabIndex={-1}>
          {nameOf(station)}
        </h2>
        <p class="quiet">
          {[station.river, ...kinds].filter((word) => word !== "").join("・")}
        </p>
      </div>
      <button
        type="button"
        aria-pressed={enlarged.value}
        onClick={() => {
          enlarged.value = !enlarged.value;
        }}
      >
        {enlarged.value ? said.station.reduce : said.station.enlarge}
      </button>
      <button
        type="button"
        class="close"
        aria-label={said.close}
        title={said.close}
        onClick={() => {
          closeStation();
        }}
      >
        ×
      </button>
    </div>
  );
}
