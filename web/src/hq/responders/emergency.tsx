// Whom to ring for somebody: told on asking, with the reason; that it was read is kept.
import { useSignal } from "@preact/signals";

import { useActing } from "../acting";
import { may } from "../state";
import { readEmergency } from "./calls";
import type { Emergency as Contact } from "./contracts";
import { Refusal, Text } from "./fields";
import { said } from "./said";

export function Emergency({ id }: { id: number }) {
  const words = said.value;
  const reason = useSignal("");
  const contact = useSignal<Contact | null>(null);
  const { busy, refused, act } = useActing();
  if (!may("visit")) return null;
  return (
    <details class="part">
      <summary>{words.emergency}</summary>
      <p class="quiet">{words.emergencyLead}</p>
      {contact.value === null ? (
        <div class="check">
          <Text id="emergency-reason" label={words.emergencyReason} text={reason} longest={500} />
          <button
            type="button"
            disabled={busy || reason.value.trim() === ""}
            onClick={() =>
              void act(async () => {
                contact.value = await readEmergency(id, reason.value.trim());
              })
            }
          >
            {words.showEmergency}
          </button>
          <Refusal text={refused} />
        </div>
      ) : (
        <p data-emergency>
          <b>{contact.value.name}</b> <a href={`tel:${contact.value.number}`}>{contact.value.number}</a>{" "}
          <button
            type="button"
            onClick={() => {
              contact.value = null;
              reason.value = "";
            }}
          >
            {words.close}
          </button>
        </p>
      )}
    </details>
  );
}
