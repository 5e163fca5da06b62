// What has to be known before anything else: that it is a drill, that it is not how it is now.
import { isBehind } from "../feed/feed";
import { link, now } from "../state";
import { plain } from "../words/ruby";
import { nameText, say, Words } from "../words/spoken";
import { ago, clock } from "./times";

export function Rehearsal() {
  const status = now.value?.status ?? "actual";
  if (status === "actual") return null;
  return (
    <p class="rehearsal" role="note">
      <Words of={`${status}.banner`} />
    </p>
  );
}

export function Behind() {
  const told = now.value;
  return (
    <div role="status">
      {told !== null && isBehind() && (
        <p class="behind">
          <Words
            of={link.value === "offline" ? "offline.banner" : "trouble.banner"}
            with={{ time: clock(told.made_at), age: ago(told.made_at) }}
          />
        </p>
      )}
    </div>
  );
}

/** The documents' title: a drill says so there, too. */
export function title(): string {
  const status = now.value?.status ?? "actual";
  const mark = { actual: "", exercise: "【訓練】", test: "【試験】" }[status];
  const city = now.value?.city;
  return mark + plain(say("page.title", { city: city === undefined ? "" : nameText(city) }));
}
