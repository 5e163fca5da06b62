// Whom a message did not reach, area by area: where the fire corps (消防団) knocks.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getReach, reachCsv } from "../../api/client";
import type { AreaReach } from "../../api/shapes";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { runName } from "../state";

const COLUMNS = ["targeted", "reached", "without_receipt", "waiting", "not_reached"] as const;

export function Reach({ messageId }: { messageId: number }) {
  const said = words.value.telling;
  const areas = useSignal<AreaReach[] | null>(null);
  const { refused, act } = useActing();
  useEffect(() => {
    void act(async () => {
      areas.value = await getReach(runName.value, messageId);
    });
  }, [messageId]);
  if (refused !== null) {
    return (
      <p class="wrong" role="alert">
        {refused}
      </p>
    );
  }
  if (areas.value === null) return <p class="empty">{words.value.loading}</p>;
  if (areas.value.length === 0) return <p class="quiet">{said.nobodyYet}</p>;
  return (
    <div class="reach">
      <table>
        <caption class="hidden">{said.reach}</caption>
        <thead>
          <tr>
            <th scope="col">{said.area}</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {said.reachColumns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {areas.value.map((area) => (
            <tr key={area.area_id ?? ""} data-area={area.area_id ?? ""}>
              <th scope="row" lang="ja">
                {area.name ?? area.area_id ?? said.noArea}
              </th>
              {COLUMNS.map((column) => (
                <td key={column} class={column === "not_reached" && area.not_reached > 0 ? "wrong" : ""}>
                  {area[column].toLocaleString()}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <a href={reachCsv(runName.value, messageId)} download>
        {said.csv}
      </a>
    </div>
  );
}
