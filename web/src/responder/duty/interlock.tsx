// Why a place may not be gone to: district, gauge, level and time.
import { TAGS } from "../../residents/contracts";
import { Icon } from "../page/icons";
import { clock, language, said, T } from "../words/spoken";
import type { Finding, Gauge, Interlock as Locked } from "./contracts";

// As they stand on signs and in the radio, whatever the page's language.
const JAPANESE: Partial<Record<number, string>> = {
  1: "水防団待機水位", 2: "氾濫注意水位", 3: "避難判断水位", 4: "氾濫危険水位", 5: "氾濫開始水位",
};

const Looked = ({ name, level, observed_at }: Gauge) => {
  const japanese = level === null ? undefined : JAPANESE[level];
  const isJapanese = (TAGS[language.value] ?? language.value) === "ja";
  return (
    <li>
      <T
        of="interlock.level"
        with={{
          station: name,
          stage: said(`gauge.${level ?? "none"}`),
          time: observed_at === null ? "—" : clock(observed_at),
        }}
      />
      {!isJapanese && japanese !== undefined && (
        <span class="also" lang="ja">
          {" "}
          {japanese}
        </span>
      )}
    </li>
  );
};

/** What is said of all districts: the worst of it. */
export function worst(findings: readonly Finding[]): Finding["verdict"] {
  const found = new Set(findings.map(({ verdict }) => verdict));
  return (["blocked", "unknown", "overridden", "clear"] as const).find((each) => found.has(each)) ?? "unknown";
}

export function Interlock({ of: locked }: { of: Locked }) {
  const verdict = worst(locked.findings);
  const isOpen = locked.passable;
  return (
    <div class="interlock" data-open={isOpen} data-verdict={verdict}>
      <Icon of={!isOpen ? "bad" : verdict === "clear" ? "good" : "unsure"} size={32} />
      <div>
        <strong>
          <T of={`interlock.${verdict}`} />
        </strong>
        <ul>
          {locked.findings
            .filter((each) => each.verdict === verdict)
            .map(({ area_id, name, gauges }) => (
              <li key={area_id}>
                {area_id !== "" && name}
                <ul>
                  {gauges.map((gauge) => (
                    <Looked key={gauge.station_id} {...gauge} />
                  ))}
                </ul>
              </li>
            ))}
        </ul>
      </div>
    </div>
  );
}
