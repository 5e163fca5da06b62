// What somebody writes who wants to step in, and what is wrong with it before anything is sent.
import { CATEGORIES, CONSENT, type Asked, type Category, type Skill } from "../contracts";

export interface Wish {
  name: string;
  reading: string;
  born: string;
  number: string;
  category: Category | null;
  skills: Partial<Record<Skill, string>>;
  equipment: string;
  languages: string[];
  home_area: string;
  work_area: string;
  emergencyName: string;
  emergencyNumber: string;
  agreed: boolean;
}

export const EMPTY: Wish = {
  name: "", reading: "", born: "", number: "", category: null, skills: { general: "" }, equipment: "", languages: [],
  home_area: "", work_area: "", emergencyName: "", emergencyNumber: "", agreed: false,
};

export type Fault = "name" | "reading" | "born" | "young" | "number" | "category" | "emergency" | "agree";

const MOBILE = /^(?:\+81|0)[6-9]0\d{8}$/;
const ANY_NUMBER = /^(?:\+81|0)[1-9]\d{8,9}$/;
const ADULT_AT = 18;
const LONGEST_THING = 40;
const MOST = 20;

/** A number as it is dialled, whatever width and hyphens it was typed in. */
export const dialled = (typed: string): string => typed.normalize("NFKC").replace(/[\s()\-‐−–ー.]/g, "");

/** Whether somebody born on a day is 18 in Japan now; who was born on 29 February is so on 1 March. */
export function isAdult(born: string, now_ms: number): boolean {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(now_ms);
  const [year = 0, month = 0, day = 0] = born.split("-").map(Number);
  const from = new Date(Date.UTC(year + ADULT_AT, month - 1, day)).toISOString().slice(0, 10);
  return from <= today;
}

/** The first thing that is wrong; null: it can be sent. The server decides. */
export function faultOf(wish: Wish, now_ms: number): Fault | null {
  if (wish.name.trim() === "") return "name";
  if (wish.reading.trim() === "") return "reading";
  if (!/^\d{4}-\d{2}-\d{2}$/.test(wish.born)) return "born";
  if (!isAdult(wish.born, now_ms)) return "young";
  if (!MOBILE.test(dialled(wish.number))) return "number";
  if (wish.category === null || !CATEGORIES.includes(wish.category)) return "category";
  if (wish.emergencyName.trim() === "" || !ANY_NUMBER.test(dialled(wish.emergencyNumber))) return "emergency";
  return wish.agreed ? null : "agree";
}

/** The things in a line, however they are kept apart. */
export const thingsIn = (line: string): string[] =>
  line.split(/[、,，;；\n]/).map((each) => each.trim().slice(0, LONGEST_THING)).filter((each) => each !== "").slice(0, MOST);

/** What the server is asked. */
export function askedOf(wish: Wish, language: string): Asked {
  return {
    number: dialled(wish.number),
    language,
    name: wish.name.trim(),
    reading: wish.reading.trim(),
    born: wish.born,
    category: wish.category ?? "volunteer",
    emergency: { name: wish.emergencyName.trim(), number: dialled(wish.emergencyNumber) },
    languages: wish.languages,
    equipment: thingsIn(wish.equipment),
    home_area: wish.home_area || null,
    work_area: wish.work_area || null,
    skills: Object.entries(wish.skills).map(([skill, certificate]) => ({ skill: skill as Skill, certificate: certificate.trim() })),
    consent: CONSENT,
  };
}
