// What hangs at the gathering place: where somebody registers with a telephone of their own.
import { Squares } from "../../codes/squares";
import { runName } from "../state";
import { said } from "./said";

function registering(run: string): string {
  const page = new URL("/responder/", location.origin);
  if (run !== "") page.searchParams.set("run", run);
  page.hash = "register";
  return page.href;
}

export function Poster() {
  const words = said.value;
  const address = registering(runName.value);
  return (
    <section class="poster" aria-label={words.poster}>
      <h3>{words.poster}</h3>
      <Squares code={address} label={words.posterCode} />
      <p>
        <a href={address}>{address}</a>
      </p>
      <p>{words.posterHow}</p>
      <button
        type="button"
        onClick={() => {
          print();
        }}
      >
        {words.posterPrint}
      </button>
    </section>
  );
}
