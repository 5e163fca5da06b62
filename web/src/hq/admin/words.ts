// Administration's own words: fetched with the view, so that nobody else waits for them.
import { computed } from "@preact/signals";

import { adminEn } from "../../words/admin.en";
import { adminJa, type AdminWords } from "../../words/admin.ja";
import { language } from "../../words/language";

export const said = computed<AdminWords>(() => (language.value === "en" ? adminEn : adminJa));
