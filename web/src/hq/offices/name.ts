// What an office is called on the screen.
import { words } from "../../words/language";
import { offices } from "./state";

/** What an office is called; null is headquarters. */
export function officeName(slug: string | null): string {
  if (slug === null) return words.value.offices.headquarters;
  return offices.value.find((each) => each.slug === slug)?.name ?? slug;
}
