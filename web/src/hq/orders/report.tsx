// The report to the prefecture: of the release, and of whatever ended it.
import { useSignal } from "@preact/signals";

import { reportOrder } from "../../api/client";
import type { Order } from "../../api/shapes";
import { clockTime, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { Tick } from "../tick";
import { unreported } from "./facts";
import { takeOrder } from "./state";

export function Report({ order, mayReport }: { order: Order; mayReport: boolean }) {
  const said = words.value.orders;
  const note = useSignal("");
  const { busy, refused, act } = useActing();
  const waiting = unreported(order);
  const report = () =>
    act(async () => {
      takeOrder(await reportOrder(order.order_id, note.value));
      note.value = "";
    });
  return (
    <section class="report">
      {order.reported_at !== null && (
        <p class="done">
          <Tick /> {said.reportedBy} {order.reported_by} {dayAndMonth(order.reported_at)} {clockTime(order.reported_at)}
        </p>
      )}
      {waiting.length > 0 && (
        <p class="buttons">
          <span class="caution">
            {waiting.some(({ step }) => step === "release") ? said.notReported : said.notReportedLift}
          </span>
          {mayReport && (
            <>
              <input
                type="text"
                lang="ja"
                maxLength={400}
                aria-label={said.reportNote}
                placeholder={said.reportNote}
                value={note.value}
                onInput={(event) => {
                  note.value = event.currentTarget.value;
                }}
              />
              <button type="button" disabled={busy} onClick={() => void report()}>
                {said.report}
              </button>
            </>
          )}
        </p>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
    </section>
  );
}
