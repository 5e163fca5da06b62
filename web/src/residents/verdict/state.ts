// The verdict of what this phone knows and of the places somebody chose on it.
import { computed } from "@preact/signals";

import { chosen } from "../places/mine";
import { isOld, now, places } from "../state";
import { verdictOf } from "./choose";

export const verdict = computed(() =>
  now.value === null || places.value === null ? null : verdictOf(now.value, places.value, chosen.value, isOld.value),
);
