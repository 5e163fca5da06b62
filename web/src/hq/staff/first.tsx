// What stands before everything else for whoever was given a password by somebody: to change it.
import { words } from "../../words/language";
import { goOut, open } from "../entry";
import { LanguageChoice } from "../language";
import { PasswordForm } from "./password";
import "../styles/staff.css";

export function OwnPassword() {
  const said = words.value;
  return (
    <main class="alone">
      <section class="signin">
        <h1>
          {said.product} <small>{said.title}</small>
        </h1>
        <p>{said.staff.firstLead}</p>
        <PasswordForm done={open} />
        <button type="button" onClick={() => void goOut()}>
          {said.signOut}
        </button>
        <LanguageChoice />
      </section>
    </main>
  );
}
