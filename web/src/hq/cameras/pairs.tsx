// What a camera shows now beside what is normal there: stepped back through the last hours, and enlarged.
import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { getStills, setNormal } from "../../api/cameras";
import type { Camera, Light, Still } from "../../api/shapes";
import { ago, clockTime, dayTime } from "../../words/formats";
import { language, words } from "../../words/language";
import { useActing } from "../acting";
import { endsSession } from "../feed";
import { may, now_ms, run, runName } from "../state";
import { lookOfCamera } from "./age";
import { PublicSide } from "./public";
import { camerasAt } from "./state";
import { TimeLapse } from "./strip";

type Picture = Pick<Still, "still_id" | "taken_at" | "url" | "light">;

function nameOfCamera(camera: Camera): string {
  return language.value === "en" && camera.name_en !== "" ? camera.name_en : camera.name;
}

/** The newest still of a camera, as it is known from the stream. */
function newestOf({ still_id, still_url, seen_at, light }: Camera): Picture | null {
  if (still_id === null || still_url === null || seen_at === null) return null;
  return { still_id, taken_at: seen_at, url: still_url, light };
}

function Frame({ url, alt, old }: { url: string; alt: string; old: boolean }) {
  const gone = useSignal<string | null>(null);
  if (gone.value === url) return <p class="no-still">{words.value.cameras.gone}</p>;
  return (
    <img
      class={old ? "still old" : "still"}
      src={url}
      alt={alt}
      onError={() => {
        gone.value = url;
      }}
    />
  );
}

/** When a still was taken and how long ago, large enough to be read across a room. */
function Taken({ picture, look }: { picture: Picture; look: string }) {
  const said = words.value.cameras;
  return (
    <p class={`taken look-${look}`}>
      <time dateTime={picture.taken_at}>{clockTime(picture.taken_at)}</time>
      <b>{ago(picture.taken_at, now_ms.value, language.value)}</b>
      {look !== "live" && <span class="worth">{said.looks[look] ?? look}</span>}
    </p>
  );
}

function Normal({ camera, light }: { camera: Camera; light: Light }) {
  const said = words.value.cameras;
  const own = camera.normal[light];
  const other: Light = light === "day" ? "night" : "day";
  const normal = own ?? camera.normal[other];
  return (
    <figure>
      <figcaption>
        <b>{said.normal}</b> {normal !== null && said.lights[own === null ? other : light]}
      </figcaption>
      {normal === null ? (
        <p class="no-still">{said.noNormal}</p>
      ) : (
        <>
          <Frame url={normal.url} alt={`${nameOfCamera(camera)} ${said.normal}`} old={false} />
          <p class="taken quiet">
            <time dateTime={normal.taken_at}>{dayTime(normal.taken_at, now_ms.value)}</time>
          </p>
        </>
      )}
    </figure>
  );
}

function Choosing({ camera, picture }: { camera: Camera; picture: Picture }) {
  const said = words.value.cameras;
  const { busy, refused, act } = useActing();
  if (!may("camera")) return null;
  const choose = (light: Light) =>
    act(async () => {
      await setNormal(runName.value, camera.camera_id, picture.still_id, light);
    });
  return (
    <span class="choosing">
      {(["day", "night"] as const).map((light) => (
        <button key={light} type="button" disabled={busy} onClick={() => void choose(light)}>
          {said.makeNormal(said.lights[light])}
        </button>
      ))}
      <span role="alert">{refused}</span>
    </span>
  );
}

/** How far back somebody looks: 0 is the newest; the list is fetched at the first step. */
function useSteps(camera: Camera) {
  const back = useSignal(0);
  const stills = useSignal<Still[]>([]);
  const { seen_at, camera_id } = camera;
  const fetchStills = async () => {
    try {
      stills.value = await getStills(runName.peek(), camera_id);
    } catch (error) {
      if (!endsSession(error)) back.value = 0;
    }
  };
  const step = (by: number) => {
    back.value = Math.max(0, Math.min(back.value + by, Math.max(stills.value.length - 1, by)));
    if (back.value > 0 && stills.value.length === 0) void fetchStills();
  };
  // Who looks at an older still goes on looking at that one while newer ones arrive.
  useEffect(() => {
    if (back.peek() === 0) stills.value = [];
  }, [seen_at]);
  const shown = back.value === 0 ? null : (stills.value[back.value] ?? null);
  const isLast = stills.value.length > 0 && back.value >= stills.value.length - 1;
  const toNewest = () => {
    back.value = 0;
    stills.value = [];
  };
  return { back: back.value, shown, step, isLast, toNewest };
}

function Pair({ camera }: { camera: Camera }) {
  const said = words.value.cameras;
  const steps = useSteps(camera);
  const large = useRef<HTMLDialogElement>(null);
  const isLarge = useSignal(false);
  const newest = newestOf(camera);
  const picture = steps.shown ?? newest;
  const now = lookOfCamera(camera, now_ms.value, run.value?.speed);
  const look = steps.shown === null ? now : "past";
  const keys: Record<string, () => void> = {
    ArrowLeft: () => {
      steps.step(1);
    },
    ArrowRight: () => {
      steps.step(-1);
    },
    End: steps.toNewest,
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape" && isLarge.value) event.stopPropagation(); // it closes what is large alone
    const move = keys[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  const name = nameOfCamera(camera);
  const pair = (
    <div class="pair">
      <figure>
        <figcaption>
          <b>{steps.shown === null ? said.now : said.earlier}</b> {name}
        </figcaption>
        {picture === null ? (
          <p class="no-still">{said.never}</p>
        ) : (
          <>
            <Frame
              url={picture.url}
              alt={`${name} ${clockTime(picture.taken_at)}`}
              old={look !== "live"}
            />
            <Taken picture={picture} look={look} />
          </>
        )}
      </figure>
      <Normal camera={camera} light={picture?.light ?? "day"} />
    </div>
  );
  const tools = picture !== null && (
    <div class="pair-tools">
      <span class="choice" role="group" aria-label={said.steps}>
        <button type="button" disabled={steps.isLast} onClick={keys["ArrowLeft"]}>
          ◀ {said.back}
        </button>
        <button type="button" disabled={steps.back === 0} onClick={keys["ArrowRight"]}>
          {said.forth} ▶
        </button>
        <button type="button" disabled={steps.back === 0} onClick={steps.toNewest}>
          {said.newest}
        </button>
      </span>
      <Choosing camera={camera} picture={picture} />
    </div>
  );
  return (
    <section class="camera" aria-label={name} data-camera={camera.camera_id} data-look={look} onKeyDown={press}>
      {pair}
      {tools}
      {picture !== null && (
        <button
          type="button"
          class="enlarge"
          onClick={() => {
            isLarge.value = true;
            large.current?.showModal();
          }}
        >
          {said.enlarge}
        </button>
      )}
      <dialog
        ref={large}
        class="large"
        aria-label={name}
        onClose={() => {
          isLarge.value = false;
        }}
      >
        {isLarge.value && pair}
        {isLarge.value && tools}
        <form method="dialog">
          <button type="submit" class="strong">
            {words.value.close}
          </button>
        </form>
      </dialog>
    </section>
  );
}

export function CameraPairs({ stationId }: { stationId: string }) {
  const found = camerasAt(stationId);
  if (found.length === 0) return null;
  return (
    <div class="station-cameras">
      {found.map((camera) => (
        <Fragment key={camera.camera_id}>
          <Pair camera={camera} />
          <TimeLapse camera={camera} />
          <PublicSide camera={camera} />
        </Fragment>
      ))}
    </div>
  );
}
