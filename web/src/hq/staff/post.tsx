// The choice of a role and of an office.
import type { Signal } from "@preact/signals";

import type { Role } from "../../api/shapes";
import { words } from "../../words/language";
import { offices } from "./state";

const ROLES: Role[] = ["commander", "operator", "branch", "viewer"];

export function Post({ id, role, office }: { id: string; role: Signal<Role>; office: Signal<string> }) {
  const said = words.value.staff;
  return (
    <>
      <label for={`${id}-role`}>{said.role}</label>
      <select
        id={`${id}-role`}
        value={role.value}
        onChange={(event) => {
          role.value = ROLES.find((each) => each === event.currentTarget.value) ?? "viewer";
        }}
      >
        {ROLES.map((each) => (
          <option key={each} value={each}>
            {said.roles[each]}
          </option>
        ))}
      </select>
      <label for={`${id}-office`}>{said.office}</label>
      <select
        id={`${id}-office`}
        value={office.value}
        onChange={(event) => {
          office.value = event.currentTarget.value;
        }}
      >
        <option value="">{said.headquarters}</option>
        {offices.value.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}
