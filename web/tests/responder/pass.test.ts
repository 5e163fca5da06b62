// A pass is looked at without a network: what is good is said to be good, and nothing else is.
import { beforeAll, describe, expect, it } from "vitest";

import type { Card, PublicKey } from "../../src/responder/contracts";
import { endsAt_ms, isToRenew } from "../../src/responder/pass/life";
import { type Claims, verify } from "../../src/responder/pass/verify";

const MINUTE = 60_000;
const T0 = Date.parse("2026-11-23T01:00:00Z");
const CLAIMS: Claims = {
  pass_id: 3, responder_id: 9, name: "川辺 太郎", category: "volunteer", skills: ["general", "boat"], area_ids: [],
  valid_until: T0 / 1000 + 8 * 3600, nbf: T0 / 1000, exp: T0 / 1000 + 1800,
};
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

const base64url = (bytes: Uint8Array | ArrayBuffer): string =>
  Buffer.from(bytes as Uint8Array).toString("base64url");
const part = (what: object): string => base64url(new TextEncoder().encode(JSON.stringify(what)));

async function newKey(kid: string): Promise<{ pair: CryptoKeyPair; jwk: PublicKey }> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { pair, jwk: { kty: "EC", crv: "P-256", x, y, kid, alg: "ES256", use: "sig" } };
}

let ours: Awaited<ReturnType<typeof newKey>>;
let others: Awaited<ReturnType<typeof newKey>>;

async function codeOf(claims: object, header: object = {}, signer = ours): Promise<string> {
  const signed = `${part({ alg: "ES256", typ: "kawamori-pass", kid: "ours", ...header })}.${part(claims)}`;
  const hash = { name: "ECDSA", hash: "SHA-256" };
  const signature = await crypto.subtle.sign(hash, signer.pair.privateKey, new TextEncoder().encode(signed));
  return `${signed}.${base64url(signature)}`;
}

beforeAll(async () => {
  ours = await newKey("ours");
  others = await newKey("others");
});

const look = (code: string, minutes = 5) => verify(code, [others.jwk, ours.jwk], T0 + minutes * MINUTE);

describe("a code", () => {
  it("that we signed is good, and says whose it is", async () => {
    expect(await look(await codeOf(CLAIMS))).toEqual({ is: "good", claims: CLAIMS });
  });

  it("may come with blanks and line ends", async () => {
    const code = await codeOf(CLAIMS);

    expect((await look(` ${code.slice(0, 40)}\n${code.slice(40)} `)).is).toBe("good");
  });

  it.each([
    [-2.1, "not_yet"],
    [-1.9, "good"], // two phones' clocks differ
    [29.9, "good"],
    [30, "expired"],
  ])("at %d min is %s", async (minutes, is) => {
    expect((await look(await codeOf(CLAIMS), minutes)).is).toBe(is);
  });

  it("whose words were changed is forged", async () => {
    const [head, , signature] = (await codeOf(CLAIMS)).split(".");
    const changed = part({ ...CLAIMS, exp: CLAIMS.exp + 86_400 });

    expect(await look(`${head}.${changed}.${signature}`)).toEqual({ is: "forged" });
  });

  it("that somebody else signed under our key's name is forged", async () => {
    expect(await look(await codeOf(CLAIMS, {}, others))).toEqual({ is: "forged" });
  });

  it("of a key that nobody here knows is not of this city", async () => {
    expect(await look(await codeOf(CLAIMS, { kid: "somebody's" }, others))).toEqual({ is: "unknown_key" });
  });

  it.each([{ alg: "none" }, { alg: "HS256" }, { typ: "JWT" }])("that says %o is none of ours", async (header) => {
    expect(await look(await codeOf(CLAIMS, header))).toEqual({ is: "no_code" });
  });

  it.each(["", "a.b", "a.b.c", "https://example.com/", "!.!.!"])("is not %o", async (text) => {
    expect(await look(text)).toEqual({ is: "no_code" });
  });

  it("without what a pass has is no code, whoever signed it", async () => {
    expect(await look(await codeOf({ ...CLAIMS, exp: "late" }))).toEqual({ is: "no_code" });
  });

  it("is never good without keys", async () => {
    expect(await verify(await codeOf(CLAIMS), [], T0)).toEqual({ is: "unknown_key" });
  });
});

describe("one's own code", () => {
  const cardOf = async (): Promise<Card> => ({
    code: await codeOf(CLAIMS), expires_at: "", skills: [], area_ids: [], valid_until: "",
  });

  it("lasts half an hour from when it came, on a phone whose clock is an hour wrong, too", async () => {
    const heard_ms = T0 + 60 * MINUTE;

    expect(endsAt_ms({ told: await cardOf(), heard_ms }, heard_ms)).toBe(heard_ms + 30 * MINUTE);
  });

  it("is over where the clock was set back since, or the code can't be read", async () => {
    expect(endsAt_ms({ told: await cardOf(), heard_ms: T0 }, T0 - 10 * MINUTE)).toBe(0);
    expect(endsAt_ms({ told: { ...(await cardOf()), code: "x" }, heard_ms: T0 }, T0)).toBe(0);
  });

  it("is renewed well before it ends", () => {
    expect(isToRenew(T0 + 25 * MINUTE, T0)).toBe(false);
    expect(isToRenew(T0 + 19 * MINUTE, T0)).toBe(true);
  });
});
