// The words of responders on the map in the language on screen: fetched with the map's layers.
import { computed } from "@preact/signals";

import { dutyEn } from "../../words/duty.en";
import { dutyJa, type DutyWords } from "../../words/duty.ja";
import { language } from "../../words/language";

export const dutySaid = computed<DutyWords>(() => (language.value === "en" ? dutyEn : dutyJa));
