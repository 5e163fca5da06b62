// Marks and arrows as images the map can draw with.
import type { Map as MapLibreMap } from "maplibre-gl";

import { ALL_MARKS, MARK_PX, markName, pictureOf } from "../rivers/marks";
import type { Picture } from "./overlay";

const SHARPNESS = 3; // device pixels a CSS pixel: crisp on phones and wall displays

const ARROWS = { rising: -45, steady: 0, falling: 45 } as const;

function arrow(degrees: number): string {
  const path = "M2 9h9.5M7.5 4.5L12 9l-4.5 4.5";
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="18" height="18" viewBox="0 0 18 18">' +
    `<g transform="rotate(${degrees} 9 9)" fill="none" stroke-linecap="round" stroke-linejoin="round">` +
    `<path d="${path}" stroke="#fff" stroke-width="5.6"/><path d="${path}" stroke="#14181d" stroke-width="2.6"/></g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

async function rasterise(picture: string, size: number): Promise<ImageData> {
  const image = new Image(size * SHARPNESS, size * SHARPNESS);
  image.src = picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * SHARPNESS;
  const paper = canvas.getContext("2d", { willReadFrequently: true }); // drawn where it is read: no wait for a card
  if (paper === null) throw new Error("this browser can't draw on a canvas");
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  return paper.getImageData(0, 0, canvas.width, canvas.height);
}

function drawAll(): Promise<[string, ImageData][]> {
  const marks = ALL_MARKS.map((mark) => [markName(mark), pictureOf(mark), MARK_PX] as const);
  const arrows = Object.entries(ARROWS).map(([trend, turn]) => [`trend-${trend}`, arrow(turn), 18] as const);
  return Promise.all(
    [...marks, ...arrows].map(async ([name, picture, size]): Promise<[string, ImageData]> => [
      name,
      await rasterise(picture, size),
    ]),
  );
}

/** Every image, drawn once a page while it still asks who looks, whatever becomes of the map. */
const drawn = drawAll();

export async function addImages(map: MapLibreMap): Promise<void> {
  for (const [name, image] of await drawn) {
    if (!map.hasImage(name)) map.addImage(name, image, { pixelRatio: SHARPNESS });
  }
}

/** Draw what overlays bring along; their words may differ from one opening to the next. */
export async function addPictures(map: MapLibreMap, pictures: readonly Picture[]): Promise<void> {
  await Promise.all(
    pictures.map(async ({ name, url, size }) => {
      const image = await rasterise(url, size);
      if (!map.hasImage(name)) map.addImage(name, image, { pixelRatio: SHARPNESS });
    }),
  );
}
