// Where people ask to be told, see what they were told, and find out whether a message is ours.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { TellingProps } from "../contracts";
import { say } from "../words/spoken";
import { ChoicePart } from "./choice_part";
import { check, GenuinePart } from "./genuine_part";
import { PhonePart } from "./phone_part";
import { PushPart } from "./push_part";
import { SentPart } from "./sent_part";
import { StandingPart } from "./standing_part";
import { look } from "./state";
import "./telling.css";
import { learnWords, T } from "./words";

const showGenuine = (code: string): void => {
  void check(code);
  document.getElementById("genuine")?.scrollIntoView();
};

export default function Telling({ places, now }: TellingProps) {
  const isHere = useSignal(false);
  useEffect(() => {
    learnWords().then(() => (isHere.value = true), console.warn);
    look().catch(console.warn);
  }, []);
  if (!isHere.value) return <p role="status">{say("page.loading")}</p>;
  return (
    <>
      <h1 tabIndex={-1}>
        <T of="title" />
      </h1>
      <p>
        <T of="lead" />
      </p>
      <StandingPart />
      <PushPart />
      <ChoicePart places={places} now={now} />
      <PhonePart />
      <SentPart check={showGenuine} />
      <GenuinePart />
    </>
  );
}
