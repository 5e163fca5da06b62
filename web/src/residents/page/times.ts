// Times of this page, in its language and by the clock of what it shows.
import { now_ms } from "../state";
import { age, timesOf } from "../words/formats";
import { language, say } from "../words/spoken";

const times = timesOf(language);

export const clock = (time: string): string => times.clock(time, now_ms.value);
export const date = (time: string): string => times.date(time);
export const ago = (time: string): string => age(time, now_ms.value, say);
