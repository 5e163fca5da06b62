// The words of the view of devices: fetched with the view, so that nobody else waits for them.
import { computed } from "@preact/signals";

import { fleetEn } from "../../words/fleet.en";
import { fleetJa, type FleetWords } from "../../words/fleet.ja";
import { language } from "../../words/language";

export const said = computed<FleetWords>(() => (language.value === "en" ? fleetEn : fleetJa));
