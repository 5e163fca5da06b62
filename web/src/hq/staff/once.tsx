// A secret that is shown once: to be copied, and handed to whom it is for.
import { words } from "../../words/language";

export function Once({ lead, secret }: { lead: string; secret: string }) {
  return (
    <div class="once" role="status">
      <p>{lead}</p>
      <code>{secret}</code>
      <button type="button" onClick={() => void navigator.clipboard.writeText(secret)}>
        {words.value.staff.copy}
      </button>
    </div>
  );
}
