// One field of a proposal, with what is wrong with it in words below.
import type { Fault } from "../../api/admin";
import { language } from "../../words/language";
import { labelOf, type Field, type Typed } from "./values";
import { said } from "./words";

interface Asked {
  form: string;
  field: Field;
  typed: Typed;
  faults: Fault[];
  onChange: (name: string, value: string | boolean) => void;
}

const wordsOf = (fault: Fault) => (language.value === "en" ? fault.en : fault.ja);

export function Faults({ id, faults }: { id: string; faults: Fault[] }) {
  if (faults.length === 0) return null;
  return (
    <span id={id} class="faults">
      {faults.map((fault) => (
        <span key={fault.ja} class={fault.weight === "wrong" ? "wrong" : "doubt"} data-fault={fault.weight}>
          {wordsOf(fault)}
        </span>
      ))}
    </span>
  );
}

export function FieldInput({ form, field: [name, kind], typed, faults, onChange }: Asked) {
  const words = said.value;
  const id = `${form}-${name}`;
  const own = faults.filter((fault) => fault.field === name);
  const isWrong = own.some(({ weight }) => weight === "wrong");
  const told = own.length > 0 ? { "aria-describedby": `${id}-faults` } : {};
  const value = typed[name] ?? "";
  const text = typeof value === "string" ? value : "";
  const change = (event: { currentTarget: { value: string } }) => {
    onChange(name, event.currentTarget.value);
  };
  const input = () => {
    if (kind === "yes") {
      return (
        <input
          id={id}
          type="checkbox"
          checked={value === true}
          {...told}
          onChange={(event) => {
            onChange(name, event.currentTarget.checked);
          }}
        />
      );
    }
    if (kind === "long") return <textarea id={id} rows={16} spellcheck={false} value={text} {...told} onInput={change} />;
    if (typeof kind === "object") {
      return (
        <select id={id} value={text} {...told} onChange={change}>
          {kind.choices.map((choice) => (
            <option key={choice} value={choice}>
              {words.choices[choice] ?? choice}
            </option>
          ))}
        </select>
      );
    }
    return (
      <input
        id={id}
        type="text"
        inputMode={kind === "number" ? "decimal" : "text"}
        autocomplete="off"
        aria-invalid={isWrong}
        placeholder={words.hints[name] ?? ""}
        value={text}
        {...told}
        onInput={change}
      />
    );
  };
  return (
    <div class={`field admin-field ${kind === "yes" ? "yes" : ""}`}>
      <label for={id}>
        {labelOf(name, words)}
        {name.endsWith("_m") && kind === "number" && !labelOf(name, words).includes("m") && <small> m</small>}
      </label>
      {input()}
      <Faults id={`${id}-faults`} faults={own} />
    </div>
  );
}
