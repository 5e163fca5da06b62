// A sound for a new danger, made here and switched on by whoever sits at this screen.
import { signal } from "@preact/signals";

const KEPT_AS = "kawamori.sound";
const NOTES_HZ = [880, 660, 880, 660] as const;
const NOTE_S = 0.28;
const LOUDNESS = 0.25;

export const isOn = signal(localStorage.getItem(KEPT_AS) === "on");
/** Whether the browser still keeps the page silent because nobody has pressed anything on it. */
export const waits = signal(false);

let context: AudioContext | undefined;

function look(): void {
  waits.value = isOn.value && context?.state !== "running";
}

/** Make ready to sound; browsers allow it only once somebody has pressed something. */
async function ready(): Promise<AudioContext> {
  context ??= new AudioContext();
  if (context.state !== "running") await context.resume();
  look();
  return context;
}

export async function turn(on: boolean): Promise<void> {
  isOn.value = on;
  localStorage.setItem(KEPT_AS, on ? "on" : "off");
  if (on) await ring();
  look();
}

/** Ring once, if it is switched on. */
export async function ring(): Promise<void> {
  if (!isOn.value) return;
  const audio = await ready();
  const loudness = audio.createGain();
  loudness.gain.value = LOUDNESS;
  loudness.connect(audio.destination);
  for (const [nth, hertz] of NOTES_HZ.entries()) {
    const note = audio.createOscillator();
    note.type = "triangle";
    note.frequency.value = hertz;
    note.connect(loudness);
    note.start(audio.currentTime + nth * NOTE_S);
    note.stop(audio.currentTime + (nth + 0.8) * NOTE_S);
  }
}

/** After a reload the first press anywhere lets the page sound again. */
export function listenForPress(): void {
  look();
  const pressed = () => {
    if (isOn.value) void ready();
  };
  window.addEventListener("pointerdown", pressed, { once: true });
  window.addEventListener("keydown", pressed, { once: true });
}
