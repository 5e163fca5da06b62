// A screen that is fetched when it is first looked at: how it is here and now comes first.
import { useSignal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";

import { say, Words } from "../words/spoken";

export function lazily<P extends object>(load: () => Promise<FunctionComponent<P>>): FunctionComponent<P> {
  let Part: FunctionComponent<P> | undefined;
  return function Lazy(props: P) {
    const state = useSignal<"loading" | "here" | "failed">(Part === undefined ? "loading" : "here");
    const fetchPart = () => {
      state.value = "loading";
      load().then(
        (found) => {
          Part = found;
          state.value = "here";
        },
        () => {
          state.value = "failed";
        },
      );
    };
    useEffect(() => {
      if (state.peek() === "loading") fetchPart();
    }, []);
    if (state.value === "here" && Part !== undefined) return <Part {...props} />;
    if (state.value === "loading") return <p role="status">{say("page.loading")}</p>;
    return (
      <p role="status">
        <Words of="page.failed" />{" "}
        <button type="button" onClick={fetchPart}>
          <Words of="page.again" />
        </button>
      </p>
    );
  };
}
