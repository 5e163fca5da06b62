// What somebody on duty saw: a kind, words, a picture, and where it is.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { runNow } from "../clock";
import { REPORT_KINDS, type ReportKind } from "../contracts";
import { lookNow } from "../feed/feed";
import { sayReport } from "../feed/outbox";
import { Button, Choice, Field, Trouble } from "../page/parts";
import { askOnce, type Here } from "../position/watch";
import { onDuty } from "../state";
import { ago, said, T } from "../words/spoken";
import { type Picture, ready } from "./picture";

type Fault = "kind" | "place" | "picture";
type Place = { is: "here"; here: Here } | { is: "task" } | null;

function PicturePart({ picture, take }: { picture: Picture | null; take: (picture: Picture | null) => void }) {
  const failed = useSignal(false);
  const shown = useSignal("");
  useEffect(() => {
    if (picture === null) return;
    const url = URL.createObjectURL(picture.blob);
    shown.value = url;
    return () => {
      URL.revokeObjectURL(url);
    };
  }, [picture]);
  const read = (file: File | undefined) => {
    failed.value = false;
    if (file !== undefined) ready(file).then(take, () => (failed.value = true));
  };
  return (
    <>
      <label class="big file">
        <T of={picture === null ? "report.picture" : "report.other_picture"} />
        <input
          type="file"
          accept="image/*"
          capture="environment"
          onChange={(event) => {
            read(event.currentTarget.files?.[0]);
          }}
        />
      </label>
      {picture !== null && (
        <>
          <img class="picture" src={shown.value} alt={said("report.picture_shown")} />
          <Button of="report.no_picture" onClick={() => { take(null); }} />
        </>
      )}
      <p class="note">
        <T of="report.picture_note" />
      </p>
      <Trouble>{failed.value && <T of="report.fault.picture" />}</Trouble>
    </>
  );
}

function WherePart({ place, take }: { place: Place; take: (place: Place) => void }) {
  const stage = useSignal<"no" | "asking" | "failed">("no");
  const locate = () => {
    stage.value = "asking";
    askOnce().then(
      (here) => {
        stage.value = "no";
        take({ is: "here", here });
      },
      () => (stage.value = "failed"),
    );
  };
  const task = onDuty.value[0]?.task;
  return (
    <fieldset>
      <legend>
        <T of="report.where" />
      </legend>
      <Button of="report.here" aria-pressed={place?.is === "here"} disabled={stage.value === "asking"} onClick={locate} />
      {task !== undefined && (
        <button type="button" class="big" aria-pressed={place?.is === "task"} onClick={() => { take({ is: "task" }); }}>
          <T of="report.at_task" with={{ place: task.place }} />
        </button>
      )}
      <p role="status">
        {place?.is === "here" && (
          <T of="position.here" with={{ age: ago(place.here.at_ms), n: Math.round(place.here.accuracy_m) }} />
        )}
        {stage.value === "failed" && <T of="position.failed" />}
      </p>
    </fieldset>
  );
}

function Form() {
  const kind = useSignal<ReportKind | null>(null);
  const body = useSignal("");
  const picture = useSignal<Picture | null>(null);
  const place = useSignal<Place>({ is: "task" });
  const fault = useSignal<Fault | null>(null);
  const isDone = useSignal(false);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const task = onDuty.peek()[0]?.task;
    const at = place.peek();
    const where = at?.is === "here" ? at.here : at?.is === "task" && task !== undefined ? { ...task, accuracy_m: null } : null;
    fault.value = kind.peek() === null ? "kind" : where === null ? "place" : null;
    const what = kind.peek();
    if (what === null || where === null) return;
    const { lat, lon, accuracy_m } = where;
    void sayReport({
      report_id: crypto.randomUUID(),
      task_id: task?.task_id ?? null,
      kind: what,
      body: body.peek().trim(),
      lat,
      lon,
      accuracy_m,
      picture: picture.peek()?.base64 ?? null,
      at: runNow(),
    }).then(lookNow);
    isDone.value = true;
  };
  if (isDone.value) {
    return (
      <>
        <p role="status" class="fit">
          <T of="report.done" />
        </p>
        <Button
          of="report.another"
          onClick={() => {
            kind.value = picture.value = null;
            body.value = "";
            isDone.value = false;
          }}
        />
      </>
    );
  }
  return (
    <form onSubmit={send} noValidate>
      <fieldset>
        <legend>
          <T of="report.kind" />
        </legend>
        <div class="in-two">
          {REPORT_KINDS.map((each) => (
            <Choice key={each} type="radio" name="kind" checked={kind.value === each} choose={() => (kind.value = each)}>
              <T of={`report.${each}`} />
            </Choice>
          ))}
        </div>
      </fieldset>
      <Field of="report.body">
        <textarea
          rows={3}
          maxLength={1000}
          value={body.value}
          onInput={(event) => {
            body.value = event.currentTarget.value;
          }}
        />
      </Field>
      <PicturePart picture={picture.value} take={(taken) => (picture.value = taken)} />
      <WherePart place={place.value} take={(taken) => (place.value = taken)} />
      <Trouble>{fault.value !== null && <T of={`report.fault.${fault.value}`} />}</Trouble>
      <button type="submit" class="big strong">
        <T of="report.send" />
      </button>
    </form>
  );
}

export default function ReportScreen() {
  return (
    <section class="report">
      <h1 tabIndex={-1}>
        <T of="report.title" />
      </h1>
      <p>
        <T of={onDuty.value.length === 0 ? "report.off_duty" : "report.lead"} />
      </p>
      {onDuty.value.length > 0 && <Form />}
    </section>
  );
}
