// Parts that every screen has: a field, a choice, a button that leads on.
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";

import { T } from "../words/spoken";

export function Field({ of: key, hint, children }: { of: string; hint?: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span class="name">
        <T of={key} />
      </span>
      {hint !== undefined && (
        <span class="note">
          <T of={hint} />
        </span>
      )}
      {children}
    </label>
  );
}

type Kind = "checkbox" | "radio";

interface ChoiceOf {
  type: Kind;
  name?: string;
  checked: boolean;
  choose: (checked: boolean) => void;
  children: ComponentChildren;
}

export const Choice = ({ type, name, checked, choose, children }: ChoiceOf) => (
  <label class="choice">
    <input
      type={type}
      {...(name === undefined ? {} : { name })}
      checked={checked}
      onChange={(event) => {
        choose(event.currentTarget.checked);
      }}
    />
    <span>{children}</span>
  </label>
);

type ButtonOf = Omit<ButtonHTMLAttributes, "children" | "class" | "role"> & { of: string; strong?: boolean };

export const Button = ({ of: key, strong = false, ...rest }: ButtonOf) => (
  <button type="button" {...rest} class={`big${strong ? " strong" : ""}`}>
    <T of={key} />
  </button>
);

/** What went wrong, said at once to whoever listens. */
export const Trouble = ({ children }: { children?: ComponentChildren }) => (
  <div role="alert" class="trouble-place">
    {children !== undefined && children !== null && children !== false && <p class="trouble">{children}</p>}
  </div>
);
