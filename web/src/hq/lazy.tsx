// A part of the page that is fetched when it is first looked at: the map comes first.
import { useSignal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";

import { words } from "../words/language";

type Tag = "main" | "section";

/** `Tag` and `kind` are of what stands in its place until it is there. */
export function lazily(
  load: () => Promise<FunctionComponent>, Tag: Tag = "main", kind = "floor-message",
): FunctionComponent {
  let Part: FunctionComponent | undefined;
  return function Lazy() {
    const loaded = useSignal(Part !== undefined);
    const failed = useSignal(false);
    const fetchPart = () => {
      failed.value = false;
      load().then(
        (found) => {
          Part = found;
          loaded.value = true;
        },
        () => {
          failed.value = true;
        },
      );
    };
    useEffect(() => {
      if (!loaded.peek()) fetchPart();
    }, []);
    if (loaded.value && Part !== undefined) return <Part />;
    return (
      <Tag class={kind}>
        <p class="empty" role="status">
          {failed.value ? words.value.unreachable : words.value.loading}
        </p>
        {failed.value && (
          <button type="button" onClick={fetchPart}>
            {words.value.retry}
          </button>
        )}
      </Tag>
    );
  };
}
