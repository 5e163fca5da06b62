// Finding a place by what people type: characters, readings, Latin letters, in any width and case.

interface Named {
  name: string;
  name_en: string;
  reading?: string;
  river?: string;
}

/** What was typed, or what is looked through: one width, one case, hiragana, no spaces or accents. */
export function folded(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .replace(/[\s・\-ー'’]/g, "");
}

/** The places that what was typed may mean, those first that begin with it; all of them for nothing. */
export function search<T extends Named>(places: readonly T[], typed: string): T[] {
  const wanted = folded(typed);
  if (wanted === "") return [...places];
  const found = places.flatMap((place) => {
    const names = [place.name, place.reading, place.name_en, place.river].map((name) => folded(name ?? ""));
    const at = Math.min(...names.map((name) => name.indexOf(wanted)).filter((index) => index >= 0));
    return Number.isFinite(at) ? [{ place, at }] : [];
  });
  return found.sort((a, b) => a.at - b.at).map(({ place }) => place);
}
