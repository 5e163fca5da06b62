// Whether the code of a pass is good: looked at on this phone, with the keys that it has kept.
//
// A code is a compact JWS (RFC 7515), ES256. Whoever looks needs no network and no clock but their own.
import type { Category, PublicKey, Skill } from "../contracts";

export interface Claims {
  pass_id: number;
  responder_id: number;
  name: string;
  category: Category;
  skills: Skill[];
  area_ids: string[];
  /** Seconds since 1970. */
  valid_until: number;
  nbf: number;
  exp: number;
}

export type Verdict =
  | { is: "good" | "expired" | "not_yet"; claims: Claims }
  | { is: "forged" | "no_code" | "unknown_key" };

const TYPE = "kawamori-pass";
const CLOCKS_DIFFER_S = 120; // between the phone that shows and the one that looks
const CODE = /^[\w-]+\.[\w-]+\.[\w-]+$/;

function bytesOf(part: string): Uint8Array<ArrayBuffer> {
  const text = atob(part.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (each) => each.charCodeAt(0));
}

const readJson = (part: string): unknown => JSON.parse(new TextDecoder().decode(bytesOf(part)));

const texts = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === "string");

function isClaims(found: unknown): found is Claims {
  if (typeof found !== "object" || found === null) return false;
  const claims = found as Record<string, unknown>;
  const numbers = ["pass_id", "responder_id", "valid_until", "nbf", "exp"].every((each) => Number.isFinite(claims[each]));
  return numbers && typeof claims["name"] === "string" && typeof claims["category"] === "string"
    && texts(claims["skills"]) && texts(claims["area_ids"]);
}

interface Header {
  alg?: unknown;
  typ?: unknown;
  kid?: unknown;
}

/** Whether one of the keys made a signature. The algorithm is ours, whatever a code says of it. */
async function isSigned(key: PublicKey, signed: string, signature: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const { kty, crv, x, y } = key;
  const imported = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, imported, signature, new TextEncoder().encode(signed));
}

/** The code in what was scanned or pasted: blanks and line ends come in on the way. */
export const codeIn = (typed: string): string => typed.replace(/\s/g, "");

/** Say whether a code is good at a time by this phone's clock. */
export async function verify(typed: string, keys: readonly PublicKey[], now_ms: number): Promise<Verdict> {
  const code = codeIn(typed);
  if (!CODE.test(code)) return { is: "no_code" };
  const [head = "", payload = "", signature = ""] = code.split(".");
  try {
    const { alg, typ, kid } = readJson(head) as Header;
    if (alg !== "ES256" || typ !== TYPE) return { is: "no_code" };
    const key = keys.find((each) => each.kid === kid);
    if (key === undefined) return { is: "unknown_key" };
    if (!(await isSigned(key, `${head}.${payload}`, bytesOf(signature)))) return { is: "forged" };
    const claims = readJson(payload);
    return isClaims(claims) ? { is: standing(claims, now_ms / 1000), claims } : { is: "no_code" };
  } catch {
    return { is: "no_code" };
  }
}

function standing({ nbf, exp }: Claims, now_s: number): "good" | "expired" | "not_yet" {
  if (now_s < nbf - CLOCKS_DIFFER_S) return "not_yet";
  return now_s < exp ? "good" : "expired";
}

/** From when until when a code says that it holds; null: it can't be read. */
export function spanOf(code: string): { begins_ms: number; ends_ms: number } | null {
  try {
    const claims = readJson(code.split(".")[1] ?? "");
    return isClaims(claims) ? { begins_ms: claims.nbf * 1000, ends_ms: claims.exp * 1000 } : null;
  } catch {
    return null;
  }
}
