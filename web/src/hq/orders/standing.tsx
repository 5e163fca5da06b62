// An order that was released: whom it reached, what is still to be handed over, and how it ends.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import {
  getMessage,
  liftOrder,
  previewLifting,
  previewRetraction,
  reportOrder,
  retractOrder,
  tickHandOff,
} from "../../api/client";
import type { Message, Order, OrderPreview, OrderRetraction } from "../../api/shapes";
import { clockTime, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import { deliveries, me, runName } from "../state";
import { useActing } from "./acting";
import { isTyped, Phrase } from "./phrase";
import { Preview } from "./preview";
import { takeOrder } from "./state";

const STAGES = ["targeted", "queued", "accepted", "delivered", "failed", "unknown", "opened", "acknowledged"] as const;

function Funnel({ messageId }: { messageId: number }) {
  const said = words.value;
  const message = useSignal<Message | null>(null);
  const { act } = useActing();
  const moved = deliveries.value.filter((each) => each.message_id === messageId).map(({ state }) => state);
  useEffect(() => {
    void act(async () => {
      message.value = await getMessage(runName.value, messageId);
    });
  }, [messageId, moved.join()]);
  const counted = message.value?.funnel ?? [];
  if (counted.length === 0) return null;
  return (
    <table class="funnel">
      <caption>{said.orders.funnel}</caption>
      <thead>
        <tr>
          <th scope="col">{said.orders.channel}</th>
          {STAGES.map((stage) => (
            <th key={stage} scope="col">
              {said.orders.stages[stage]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {counted.map((funnel) => (
          <tr key={funnel.channel}>
            <th scope="row">{said.channels[funnel.channel as keyof typeof said.channels]}</th>
            {STAGES.map((stage) => (
              <td key={stage}>
                {stage === "delivered" && funnel.channel === "push" ? "—" : funnel[stage].toLocaleString()}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function HandOffs({ order }: { order: Order }) {
  const said = words.value.orders;
  const { busy, refused, act } = useActing();
  return (
    <section>
      <h3>{said.handOffs}</h3>
      {order.hand_offs.map((handOff) => (
        <details key={handOff.hand_off_id} class="hand-off" open={handOff.ticked_at === null}>
          <summary>
            <b>{said.ways[handOff.way]}</b>{" "}
            {handOff.ticked_at === null ? (
              <button
                type="button"
                disabled={busy}
                onClick={(event) => {
                  event.preventDefault();
                  void act(async () => {
                    takeOrder(await tickHandOff(order.order_id, handOff.hand_off_id));
                  });
                }}
              >
                {said.tick}
              </button>
            ) : (
              <span class="done">
                ✓ {said.tickedBy} {handOff.ticked_by} {clockTime(handOff.ticked_at)}
              </span>
            )}
          </summary>
          <pre lang="ja">{[handOff.title, handOff.body].filter((part) => part !== "").join("\n")}</pre>
        </details>
      ))}
      <p class="wrong" role="alert">
        {refused}
      </p>
    </section>
  );
}

function Report({ order }: { order: Order }) {
  const said = words.value.orders;
  const note = useSignal("");
  const { busy, refused, act } = useActing();
  if (order.reported_at !== null) {
    return (
      <p class="done">
        ✓ {said.reportedBy} {order.reported_by} {dayAndMonth(order.reported_at)} {clockTime(order.reported_at)}
      </p>
    );
  }
  return (
    <p class="buttons">
      <span class="caution">{said.notReported}</span>
      <input
        type="text"
        lang="ja"
        aria-label={said.reportNote}
        placeholder={said.reportNote}
        value={note.value}
        onInput={(event) => {
          note.value = event.currentTarget.value;
        }}
      />
      <button
        type="button"
        disabled={busy}
        onClick={() =>
          void act(async () => {
            takeOrder(await reportOrder(order.order_id, note.value));
          })
        }
      >
        {said.report}
      </button>
      <span class="wrong">{refused}</span>
    </p>
  );
}

function Lifting({ order }: { order: Order }) {
  const said = words.value.orders;
  const typed = useSignal("");
  const preview = useSignal<OrderPreview | null>(null);
  const { busy, refused, act } = useActing();
  const seen = preview.value;
  const look = () =>
    act(async () => {
      preview.value = await previewLifting(order.order_id);
    });
  const lift = () =>
    act(async () => {
      takeOrder(await liftOrder(order.order_id, typed.value.trim()));
    });
  if (seen === null) {
    return (
      <button type="button" disabled={busy} onClick={() => void look()}>
        {said.lift}…
      </button>
    );
  }
  const asked = { phrase: seen.phrase, typed };
  return (
    <section class="release">
      <Preview preview={seen} title={said.previewLift} />
      <Phrase id="phrase-lift" label={said.phraseLift} {...asked} />
      <p class="wrong" role="alert">
        {refused}
      </p>
      <button type="button" class="strong" disabled={busy || !isTyped(asked)} onClick={() => void lift()}>
        {said.lift}
      </button>
    </section>
  );
}

function Retraction({ order }: { order: Order }) {
  const said = words.value;
  const typed = useSignal("");
  const because = useSignal("");
  const preview = useSignal<OrderRetraction | null>(null);
  const { busy, refused, act } = useActing();
  const seen = preview.value;
  if (seen === null) {
    const look = () =>
      act(async () => {
        preview.value = await previewRetraction(order.order_id);
      });
    return (
      <button type="button" disabled={busy} onClick={() => void look()}>
        {said.orders.retract}…
      </button>
    );
  }
  const asked = { phrase: seen.phrase, typed };
  const told = Object.entries(seen.to_tell).map(
    ([channel, people]) => `${said.channels[channel as keyof typeof said.channels]} ${people.toLocaleString()}`,
  );
  const japanese = seen.texts.find(({ channel, language }) => channel === "sms" && language === "ja");
  const retract = () =>
    act(async () => {
      const given = { phrase: typed.value.trim(), because: because.value };
      takeOrder(await retractOrder(order.order_id, given));
    });
  return (
    <section class="release">
      <h3>{said.orders.retract}</h3>
      <p>
        {said.orders.reached}: {told.join("・")}
      </p>
      <blockquote class="phone" lang="ja">
        {japanese?.body}
      </blockquote>
      <label class="field" for="because">
        <span>{said.orders.because}</span>
        <input
          id="because"
          type="text"
          lang="ja"
          value={because.value}
          onInput={(event) => {
            because.value = event.currentTarget.value;
          }}
        />
      </label>
      <Phrase id="phrase-retract" label={said.orders.phraseRetract} {...asked} />
      <p class="wrong" role="alert">
        {refused}
      </p>
      <button
        type="button"
        class="strong danger"
        disabled={busy || !isTyped(asked) || because.value.trim() === ""}
        onClick={() => void retract()}
      >
        {said.orders.retract}
      </button>
    </section>
  );
}

export function Standing({ order }: { order: Order }) {
  const may = me.value?.role === "commander" && order.state === "released";
  const told = order.steps.flatMap(({ message_id }) => (message_id === null ? [] : [message_id]));
  return (
    <>
      {told.map((messageId) => (
        <Funnel key={messageId} messageId={messageId} />
      ))}
      <HandOffs order={order} />
      <Report order={order} />
      {may && (
        <div class="endings">
          <Lifting order={order} />
          <Retraction order={order} />
        </div>
      )}
    </>
  );
}
