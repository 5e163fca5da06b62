// A place as somebody types it: latitude and longitude in degrees, WGS 84.
import type { At } from "./polygon";

const JAPAN = { lat: [20, 46], lon: [122, 154] } as const;
const DIGITS = 5; // a metre

export const typedPlace = ([lon, lat]: At): string => `${lat.toFixed(DIGITS)}, ${lon.toFixed(DIGITS)}`;

/** What was typed as latitude and longitude; null where it is none in Japan. */
export function readPlace(typed: string): At | null {
  const found = /^\s*(\d+(?:\.\d+)?)\s*[,\s]\s*(\d+(?:\.\d+)?)\s*$/.exec(typed.normalize("NFKC").replace("、", ","));
  const [lat, lon] = [Number(found?.[1]), Number(found?.[2])];
  const isThere = lat >= JAPAN.lat[0] && lat <= JAPAN.lat[1] && lon >= JAPAN.lon[0] && lon <= JAPAN.lon[1];
  return isThere ? [lon, lat] : null;
}
