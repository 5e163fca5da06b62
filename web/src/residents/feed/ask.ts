// One question to the server, given up after a while.

const PATIENCE_MS = 15_000;

/** The server answered, but not with what was asked for. */
export class Refused extends Error {
  readonly headers: Headers;

  constructor(status: number, headers: Headers) {
    super(`the server answered ${status}`);
    this.headers = headers;
  }
}

export interface Answer<T> {
  told: T;
  headers: Headers;
}

/** Ask for something; unchanged, it costs a few bytes (ETag). */
export async function ask<T>(path: string, patience_ms = PATIENCE_MS): Promise<Answer<T>> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => {
    giveUp.abort();
  }, patience_ms);
  try {
    const answer = await fetch(path, { cache: "no-cache", signal: giveUp.signal });
    if (!answer.ok) throw new Refused(answer.status, answer.headers);
    return { told: (await answer.json()) as T, headers: answer.headers };
  } finally {
    clearTimeout(timer);
  }
}
