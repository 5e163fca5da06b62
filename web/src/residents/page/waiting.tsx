// The page that the server wrote, while the app can't take it over: that it may not be how it is now.
import { render } from "preact";
import { useRef } from "preact/hooks";

import { link } from "../state";
import { Words } from "../words/spoken";
import { ago, clock } from "./times";

function Waiting({ madeAt }: { madeAt: string }) {
  const failed = useRef(false); // and stays so, until the app knows all that the page says
  failed.current ||= link.value !== "good";
  if (!failed.current) return null;
  return (
    <p class="behind">
      <Words of={link.value === "offline" ? "offline.banner" : "trouble.banner"} with={{ time: clock(madeAt), age: ago(madeAt) }} />
    </p>
  );
}

/** Watch over a page that the server made at some time, until it is left to the app. */
export function watchPage(main: Element, madeAt: string): () => void {
  const status = document.createElement("div");
  status.setAttribute("role", "status");
  main.prepend(status);
  if (madeAt !== "") render(<Waiting madeAt={madeAt} />, status);
  return () => {
    render(null, status);
  };
}
