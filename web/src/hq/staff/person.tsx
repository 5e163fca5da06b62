// One account: what may be done with it, where it is signed in, its keys, its history.
import { useSignal } from "@preact/signals";

import { doTo, endKey, giveKey, giveLink, givePassword, giveRole, type PlainAct } from "../../api/staff";
import type { AccountWhole } from "../../api/shapes";
import { clockTime, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { Once } from "./once";
import { Post } from "./post";
import { officeNamed, renew } from "./state";

const when = (at: string) => `${dayAndMonth(at)} ${clockTime(at)}`;

function Ways({ of }: { of: AccountWhole }) {
  const said = words.value.staff;
  const { account } = of;
  const id = account.staff_id;
  const link = useSignal<string | null>(null);
  const password = useSignal("");
  const { busy, refused, act } = useActing();
  const plain = (deed: PlainAct) =>
    act(async () => {
      if (deed === "withdraw" && !confirm(said.withdrawSure(account.name))) return;
      await doTo(id, deed);
      await renew(id);
    });
  const makeLink = () =>
    act(async () => {
      link.value = (await giveLink(id)).url;
      await renew(id);
    });
  const setPassword = (event: SubmitEvent) => {
    event.preventDefault();
    void act(async () => {
      await givePassword(id, password.value);
      password.value = "";
      await renew(id);
    });
  };
  const isActive = account.withdrawn_at === null;
  return (
    <section>
      <p class="buttons">
        {isActive && (
          <>
            <button type="button" disabled={busy} onClick={() => void makeLink()}>
              {said.link}
            </button>
            {account.has_totp && (
              <button type="button" disabled={busy} onClick={() => void plain("totp-reset")}>
                {said.resetTotp}
              </button>
            )}
            {of.sessions.length > 0 && (
              <button type="button" disabled={busy} onClick={() => void plain("sign-out")}>
                {said.signOutAll}
              </button>
            )}
          </>
        )}
        <button type="button" disabled={busy} onClick={() => void plain(isActive ? "withdraw" : "restore")}>
          {isActive ? said.withdraw : said.restore}
        </button>
      </p>
      {link.value !== null && <Once lead={said.linkLead} secret={link.value} />}
      {isActive && (
        <form class="staff-form" onSubmit={setPassword}>
          <label for="first-password">{said.firstPassword}</label>
          <input
            id="first-password"
            type="password"
            autocomplete="new-password"
            required
            value={password.value}
            onInput={(event) => {
              password.value = event.currentTarget.value;
            }}
          />
          <p class="quiet">
            {said.firstPasswordNote} {said.rule}
          </p>
          <button type="submit" disabled={busy}>
            {said.set}
          </button>
        </form>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
    </section>
  );
}

function Position({ of: { account } }: { of: AccountWhole }) {
  const said = words.value.staff;
  const role = useSignal(account.role);
  const office = useSignal(account.office ?? "");
  const { busy, refused, act } = useActing();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void act(async () => {
      await giveRole(account.staff_id, role.value, office.value === "" ? null : office.value);
      await renew(account.staff_id);
    });
  };
  return (
    <form class="staff-form" onSubmit={submit}>
      <Post id="given" role={role} office={office} />
      <p class="quiet">{said.giveRoleNote}</p>
      <p class="wrong" role="alert">
        {refused}
      </p>
      <button type="submit" disabled={busy}>
        {said.giveRole}
      </button>
    </form>
  );
}

function Keys({ of: { account, keys } }: { of: AccountWhole }) {
  const said = words.value.staff;
  const label = useSignal("");
  const made = useSignal<string | null>(null);
  const { busy, refused, act } = useActing();
  const id = account.staff_id;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void act(async () => {
      made.value = (await giveKey(id, label.value)).key;
      label.value = "";
      await renew(id);
    });
  };
  return (
    <section>
      <h3>{said.keys}</h3>
      <ul class="plain">
        {keys.map((key) => (
          <li key={key.key_id}>
            {key.label} <small class="quiet">{when(key.ends_at)} {said.until}</small>{" "}
            <button
              type="button"
              aria-label={`${said.endKey} ${key.label}`}
              onClick={() =>
                void act(async () => {
                  await endKey(id, key.key_id);
                  await renew(id);
                })
              }
            >
              {said.endKey}
            </button>
          </li>
        ))}
      </ul>
      {made.value !== null && <Once lead={said.keyLead} secret={made.value} />}
      {account.withdrawn_at === null && (
        <form class="staff-form" onSubmit={submit}>
          <label for="key-label">{said.keyFor}</label>
          <input
            id="key-label"
            required
            value={label.value}
            onInput={(event) => {
              label.value = event.currentTarget.value;
            }}
          />
          <button type="submit" disabled={busy}>
            {said.makeKey}
          </button>
        </form>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
    </section>
  );
}

export function Person({ of }: { of: AccountWhole }) {
  const said = words.value.staff;
  const { account, sessions, changes } = of;
  return (
    <article class="sheet staff-person" data-staff={account.name}>
      <h2>{account.name}</h2>
      <p>
        {said.roles[account.role]}・{officeNamed(account.office) ?? said.headquarters}
        {account.withdrawn_at !== null && <b class="wrong"> {said.withdrawn} {when(account.withdrawn_at)}</b>}
      </p>
      <Ways of={of} />
      <Position of={of} />
      <section>
        <h3>{said.sessions}</h3>
        {sessions.length === 0 && <p class="quiet">{said.never}</p>}
        <ul class="plain">
          {sessions.map((session) => (
            <li key={session.opened_at}>
              {when(session.opened_at)} {said.ways[session.way]} {session.address}{" "}
              <small class="quiet agent">{session.agent}</small>
            </li>
          ))}
        </ul>
      </section>
      <Keys of={of} />
      <section>
        <h3>{said.history}</h3>
        <ol class="plain">
          {changes.map((change) => (
            <li key={change.changed_at}>
              <time dateTime={change.changed_at}>{when(change.changed_at)}</time>{" "}
              {said.changes[change.change] ?? change.change} <small class="quiet">{change.author}</small>
            </li>
          ))}
        </ol>
      </section>
    </article>
  );
}
