// The readiness board: who could go now by skill, what is needed of it, and where it falls short.
import { language } from "../../words/language";
import { clockTime } from "../../words/formats";
import type { Reason } from "./contracts";
import { skillsStand, type SkillStands } from "./facts";
import { Loading } from "./loading";
import { minimums, setMinimum } from "./minimums";
import { said } from "./said";
import { areaName, calloutStock, readinessStock } from "./stocks";

function Row({ stands }: { stands: SkillStands }) {
  const words = said.value;
  const { skill, fit, checked, said: saying, wanted, minimum, short } = stands;
  const name = words.skills[skill];
  return (
    <tr data-skill={skill} data-short={short > 0}>
      <th scope="row">{name}</th>
      <td class="big">{fit}</td>
      <td>
        <input
          type="number"
          min={0}
          max={500}
          aria-label={words.neededOf(name)}
          value={minimum ?? ""}
          placeholder="—"
          onInput={(event) => {
            setMinimum(skill, event.currentTarget.value);
          }}
        />
        {wanted > 0 && <small class="quiet">{words.wantedNow(wanted)}</small>}
      </td>
      <td>
        {short > 0 ? (
          <b class="count">{words.short(short)}</b>
        ) : (
          <span class="quiet">{minimum === null && wanted === 0 ? words.noMinimum : words.enough}</span>
        )}
      </td>
      <td>{checked}</td>
      <td>{saying}</td>
    </tr>
  );
}

export function ReadinessBoard() {
  const words = said.value;
  const ready = readinessStock.held.value;
  if (ready === null) return <Loading stock={readinessStock} />;
  const rows = skillsStand(ready, calloutStock.held.value ?? [], minimums.value);
  const short = rows.filter((each) => each.short > 0);
  const comma = language.value === "ja" ? "、" : ", ";
  const named = short.map((each) => `${words.skills[each.skill]} ${words.short(each.short)}`).join(comma);
  const lacking = Object.entries(ready.lacking).filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  const areas = Object.entries(ready.fit_by_area).sort(([, a], [, b]) => b - a);
  return (
    <div class="board">
      <section class="board-head">
        <p>
          {words.ready} <b class="huge">{ready.fit}</b>
          <span class="quiet">{words.asOf(clockTime(ready.now))}</span>
        </p>
        <p role="status" class={short.length > 0 ? "short" : "quiet"}>
          {short.length > 0 ? words.shortages(named) : words.noShortage}
        </p>
        <p class="quiet">{words.readyLead}</p>
      </section>
      <section class="board-skills">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.skill}</th>
              <th scope="col">{words.canGo}</th>
              <th scope="col">{words.needed}</th>
              <th scope="col"><span class="hidden">{words.missing}</span></th>
              <th scope="col">{words.checkedOf}</th>
              <th scope="col">{words.saidOf}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((each) => (
              <Row key={each.skill} stands={each} />
            ))}
          </tbody>
        </table>
        <p class="quiet">{words.neededLead}</p>
      </section>
      <section class="board-side">
        <ul class="states">
          {(["waiting", "approved", "refused", "withdrawn", "left"] as const).map((state) => (
            <li key={state}>
              {words.states[state]} <b>{ready.states[state] ?? 0}</b>
            </li>
          ))}
        </ul>
        <h3>{words.lacking}</h3>
        {lacking.length === 0 ? (
          <p class="quiet">{words.noneLacking}</p>
        ) : (
          <ul>
            {lacking.map(([reason, count]) => (
              <li key={reason}>
                {words.reasons[reason as Reason]} <b>{words.people(count)}</b>
              </li>
            ))}
          </ul>
        )}
        <h3>{words.endings}</h3>
        <ul>
          <li>{words.passesEnding(ready.passes_ending)}</li>
          <li>{words.coversEnding(ready.covers_ending)}</li>
          <li>{words.unreachable(ready.unreachable)}</li>
        </ul>
        {areas.length > 0 && (
          <>
            <h3>{words.byArea}</h3>
            <ul>
              {areas.map(([area, count]) => (
                <li key={area}>
                  {areaName(area)} <b>{words.people(count)}</b>
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
    </div>
  );
}
