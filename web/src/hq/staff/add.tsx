// Adding somebody: their name, role and office; then a link that lets them in.
import { useSignal } from "@preact/signals";

import { addAccount, giveLink } from "../../api/staff";
import type { Role } from "../../api/shapes";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { Once } from "./once";
import { Post } from "./post";
import { reload } from "./state";

export function Add() {
  const said = words.value.staff;
  const name = useSignal("");
  const role = useSignal<Role>("operator");
  const office = useSignal("");
  const link = useSignal<string | null>(null);
  const { busy, refused, act } = useActing();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void act(async () => {
      link.value = null;
      const asked = { name: name.value, role: role.value, office: office.value === "" ? null : office.value };
      const made = await addAccount(asked);
      await reload();
      name.value = "";
      link.value = (await giveLink(made.staff_id)).url;
    });
  };
  return (
    <form class="sheet staff-form" onSubmit={submit}>
      <h2>{said.add}</h2>
      <label for="new-name">{said.name}</label>
      <input
        id="new-name"
        required
        autocomplete="off"
        value={name.value}
        onInput={(event) => {
          name.value = event.currentTarget.value;
        }}
      />
      <Post id="new" role={role} office={office} />
      <p class="wrong" role="alert">
        {refused}
      </p>
      <button type="submit" class="strong" disabled={busy}>
        {said.add}
      </button>
      {link.value !== null && <Once lead={`${said.added} ${said.linkLead}`} secret={link.value} />}
    </form>
  );
}
