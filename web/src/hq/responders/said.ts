// The words of temporary responders in the language on screen: fetched with what says them.
import { computed } from "@preact/signals";

import { language } from "../../words/language";
import { respondersEn } from "../../words/responders.en";
import { respondersJa, type ResponderWords } from "../../words/responders.ja";

export const said = computed<ResponderWords>(() => (language.value === "en" ? respondersEn : respondersJa));
