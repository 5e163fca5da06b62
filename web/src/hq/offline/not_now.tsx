// An order is released now or not at all: while the link is lost the screen says so.
import { words } from "../../words/language";
import { isStale } from "../state";

export function NotNow() {
  return (
    <div role="alert">{isStale.value && <p class="caution">{words.value.offline.noRelease}</p>}</div>
  );
}
