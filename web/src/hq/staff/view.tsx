// Everybody's accounts on the left, the one on show on the right; on a phone one or the other.
import { useEffect } from "preact/hooks";

import type { Account } from "../../api/shapes";
import { clockTime, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { Add } from "./add";
import { Person } from "./person";
import { accounts, adding, chosen, look, officeNamed, reload } from "./state";
import "../styles/staff.css";

function Row({ account, choose }: { account: Account; choose: () => void }) {
  const said = words.value.staff;
  const { signed_in_at } = account;
  const marks = [
    account.withdrawn_at === null ? "" : said.withdrawn,
    account.must_change ? said.mustChange : "",
    account.has_totp ? said.hasTotp : "",
  ].filter((mark) => mark !== "");
  return (
    <li>
      <button
        type="button"
        class="staff-row"
        aria-pressed={chosen.value?.account.staff_id === account.staff_id}
        onClick={choose}
      >
        <b>{account.name}</b>
        <span>
          {said.roles[account.role]}・{officeNamed(account.office) ?? said.headquarters}
        </span>
        <small class="quiet">
          {said.signedIn}{" "}
          {signed_in_at === null ? said.never : `${dayAndMonth(signed_in_at)} ${clockTime(signed_in_at)}`}
        </small>
        {marks.map((mark) => (
          <small key={mark} class="staff-mark">
            {mark}
          </small>
        ))}
      </button>
    </li>
  );
}

export function StaffView() {
  const said = words.value.staff;
  const { refused, act } = useActing();
  useEffect(() => {
    void act(reload);
    return () => {
      chosen.value = null;
      adding.value = false;
    };
  }, []);
  const isShown = adding.value || chosen.value !== null;
  return (
    <main class={`staff-floor ${isShown ? "with-sheet" : ""}`} id="side">
      <section class="staff-list" aria-label={said.title}>
        <button
          type="button"
          class="strong"
          onClick={() => {
            adding.value = true;
            chosen.value = null;
          }}
        >
          ＋ {said.add}
        </button>
        <p class="wrong" role="alert">
          {refused}
        </p>
        <ul class="plain">
          {accounts.value?.map((account) => (
            <Row key={account.staff_id} account={account} choose={() => void act(() => look(account.staff_id))} />
          ))}
        </ul>
      </section>
      <div class="staff-desk">
        {isShown && (
          <button
            type="button"
            class="back"
            onClick={() => {
              chosen.value = null;
              adding.value = false;
            }}
          >
            {said.backToList}
          </button>
        )}
        {adding.value && <Add />}
        {chosen.value !== null && <Person key={chosen.value.account.staff_id} of={chosen.value} />}
        {!isShown && <p class="empty">{said.choose}</p>}
      </div>
    </main>
  );
}
