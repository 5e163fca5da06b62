// Somebody registers who wants to step in.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { LANGUAGES } from "../../residents/contracts";
import { ticks_ms } from "../clock";
import { CATEGORIES, SKILLS, type Skill } from "../contracts";
import { learnAreas } from "../feed/feed";
import { Choice, Field, Trouble } from "../page/parts";
import { areas } from "../state";
import { language, OWN_NAMES, T } from "../words/spoken";
import { CodeForm } from "./code";
import { isBusy, refusal, register, stage } from "./stage";
import { askedOf, EMPTY, type Fault, faultOf, type Wish } from "./wish";

interface PartOf {
  wish: Wish;
  write: (change: Partial<Wish>) => void;
}

type Line = "name" | "reading" | "born" | "number" | "equipment" | "emergencyName" | "emergencyNumber";

interface TextOf extends PartOf {
  line: Line;
  hint?: string;
  type?: "text" | "date" | "tel";
  autocomplete?: string;
}

const Text = ({ wish, write, line, hint, type = "text", autocomplete = "off" }: TextOf) => (
  <Field of={`register.${line}`} {...(hint === undefined ? {} : { hint })}>
    <input
      {...({ type } as { type: "text" })}
      autocomplete={autocomplete}
      value={wish[line]}
      onInput={(event) => {
        write({ [line]: event.currentTarget.value });
      }}
    />
  </Field>
);

const Who = (part: PartOf) => (
  <fieldset>
    <legend>
      <T of="register.who" />
    </legend>
    <Text {...part} line="name" autocomplete="name" />
    <Text {...part} line="reading" />
    <Text {...part} line="born" type="date" autocomplete="bday" hint="register.born_hint" />
    <Text {...part} line="number" type="tel" autocomplete="tel" hint="register.number_hint" />
  </fieldset>
);

const AsWhat = ({ wish, write }: PartOf) => (
  <fieldset>
    <legend>
      <T of="register.category" />
    </legend>
    {CATEGORIES.map((each) => (
      <Choice key={each} type="radio" name="category" checked={wish.category === each} choose={() => { write({ category: each }); }}>
        <strong>
          <T of={`category.${each}`} />
        </strong>
        <span class="note">
          <T of={`category.${each}.meaning`} />
        </span>
      </Choice>
    ))}
  </fieldset>
);

function SkillPart({ skill, wish, write }: PartOf & { skill: Skill }) {
  const certificate = wish.skills[skill];
  const take = (text: string | undefined) => {
    const others = Object.entries(wish.skills).filter(([each]) => each !== skill);
    write({ skills: Object.fromEntries(text === undefined ? others : [...others, [skill, text]]) });
  };
  return (
    <div>
      <Choice type="checkbox" checked={certificate !== undefined} choose={(on) => { take(on ? "" : undefined); }}>
        <T of={`skill.${skill}`} />
      </Choice>
      {certificate !== undefined && skill !== "general" && (
        <Field of="register.certificate">
          <input
            type="text"
            maxLength={120}
            value={certificate}
            onInput={(event) => {
              take(event.currentTarget.value);
            }}
          />
        </Field>
      )}
    </div>
  );
}

const WhatOneCan = (part: PartOf) => (
  <fieldset>
    <legend>
      <T of="register.skills" />
    </legend>
    {SKILLS.map((skill) => (
      <SkillPart key={skill} skill={skill} {...part} />
    ))}
    <Text {...part} line="equipment" hint="register.equipment_hint" />
    <p class="field">
      <span class="name">
        <T of="register.languages" />
      </span>
    </p>
    <div class="in-two">
      {LANGUAGES.filter((each) => each !== "ja-easy").map((each) => (
        <Choice
          key={each}
          type="checkbox"
          checked={part.wish.languages.includes(each)}
          choose={(on) => {
            const others = part.wish.languages.filter((known) => known !== each);
            part.write({ languages: on ? [...others, each] : others });
          }}
        >
          {OWN_NAMES[each]}
        </Choice>
      ))}
    </div>
  </fieldset>
);

const AreaChoice = ({ wish, write, line }: PartOf & { line: "home_area" | "work_area" }) => (
  <Field of={`register.${line}`}>
    <select
      value={wish[line]}
      onChange={(event) => {
        write({ [line]: event.currentTarget.value });
      }}
    >
      <option value="">—</option>
      {areas.value.map(({ area_id, name, name_en }) => (
        <option key={area_id} value={area_id}>
          {language.value.startsWith("ja") || name_en === "" ? name : `${name_en} ${name}`}
        </option>
      ))}
    </select>
  </Field>
);

const Where = (part: PartOf) => (
  <fieldset>
    <legend>
      <T of="register.where" />
    </legend>
    <AreaChoice {...part} line="home_area" />
    <AreaChoice {...part} line="work_area" />
  </fieldset>
);

const Emergency = (part: PartOf) => (
  <fieldset>
    <legend>
      <T of="register.emergency" />
    </legend>
    <p class="note">
      <T of="register.emergency_use" />
    </p>
    <Text {...part} line="emergencyName" />
    <Text {...part} line="emergencyNumber" type="tel" />
  </fieldset>
);

const CONSENTS = ["duty", "use", "kept", "carrier", "position", "leave"] as const;

const Consent = ({ wish, write }: PartOf) => (
  <fieldset>
    <legend>
      <T of="consent.title" />
    </legend>
    <ul class="points">
      {CONSENTS.map((each) => (
        <li key={each}>
          <T of={`consent.${each}`} />
        </li>
      ))}
    </ul>
    <Choice type="checkbox" checked={wish.agreed} choose={(agreed) => { write({ agreed }); }}>
      <strong>
        <T of="consent.agree" />
      </strong>
    </Choice>
  </fieldset>
);

function Form() {
  const wish = useSignal<Wish>(EMPTY);
  const fault = useSignal<Fault | null>(null);
  useEffect(() => {
    learnAreas().catch(console.warn); // without them people say where they live later
  }, []);
  const part: PartOf = {
    wish: wish.value,
    write: (change) => {
      wish.value = { ...wish.peek(), ...change };
    },
  };
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    fault.value = faultOf(wish.peek(), ticks_ms());
    if (fault.peek() === null) void register(askedOf(wish.peek(), language.peek()));
  };
  return (
    <form onSubmit={send} noValidate>
      <Who {...part} />
      <AsWhat {...part} />
      <WhatOneCan {...part} />
      <Where {...part} />
      <Emergency {...part} />
      <Consent {...part} />
      <Trouble>
        {fault.value !== null && <T of={`register.fault.${fault.value}`} />}
        {fault.value === null && refusal.value !== null && <T of={`register.refused.${refusal.value}`} />}
      </Trouble>
      <button type="submit" class="big strong" disabled={isBusy.value}>
        <T of={isBusy.value ? "register.sending" : "register.send"} />
      </button>
    </form>
  );
}

export default function Register() {
  return (
    <section class="register">
      <h1 tabIndex={-1}>
        <T of="register.title" />
      </h1>
      {stage.value.at === "form" ? (
        <>
          <p>
            <T of="register.lead" />
          </p>
          <Form />
        </>
      ) : (
        <CodeForm />
      )}
      <p class="quiet">
        <a class="inline" href="#check">
          <T of="check.link" />
        </a>
      </p>
    </section>
  );
}
