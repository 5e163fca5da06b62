// Stations whose mark has just changed: the new one lies over the map with the page's next frame.
//
// The map draws a mark once room is made for all its words and marks, which among a thousand stations
// takes longer than a dispatcher should wait, and longer still where no graphics card helps. An image of
// the page needs no room and waits for nothing of the map.
import type { Map as MapLibreMap } from "maplibre-gl";

import { MARK_PX, markName, pictureOf } from "../rivers/marks";
import type { Marker } from "./markers";
import { nearerAt } from "./overlay";

export interface News {
  /** Lay these over the map, and no others. */
  tell: (news: Marker[]) => void;
  /** Show or hide what lies there, with the stations. */
  reveal: (on: boolean) => void;
}

interface Told {
  image: HTMLImageElement;
  at: [number, number];
}

/** A sheet over the map that moves with it. */
export function newsOn(map: MapLibreMap, scale: number): News {
  const sheet = document.createElement("div");
  sheet.className = "map-news";
  sheet.ariaHidden = "true"; // the list says it
  map.getCanvasContainer().append(sheet);
  const told = new Map<string, Told>(); // by the station and how it looks
  const place = ({ image, at }: Told) => {
    const { x, y } = map.project(at);
    const size = MARK_PX * nearerAt(map.getZoom(), scale);
    image.width = image.height = size;
    image.style.transform = `translate(${String(x - size / 2)}px, ${String(y - size / 2)}px)`;
  };
  map.on("move", () => {
    for (const each of told.values()) place(each);
  });
  map.on("resize", () => {
    for (const each of told.values()) place(each);
  });
  let isShown = true;
  const show = () => {
    sheet.hidden = !isShown || told.size === 0;
  };
  show();
  const add = (key: string, marker: Marker) => {
    const image = document.createElement("img");
    image.alt = "";
    image.dataset["changed"] = marker.id;
    image.style.zIndex = String(Math.round(marker.urgency)); // the worst on top
    image.src = pictureOf(marker.mark);
    const each = { image, at: marker.at };
    told.set(key, each);
    place(each);
    sheet.append(image);
  };
  return {
    tell: (news) => {
      const wanted = new Map(news.map((marker) => [`${marker.id} ${markName(marker.mark)}`, marker]));
      for (const [key, { image }] of told) {
        if (wanted.has(key)) continue;
        image.remove();
        told.delete(key);
      }
      for (const [key, marker] of wanted) if (!told.has(key)) add(key, marker);
      show();
    },
    reveal: (on) => {
      isShown = on;
      show();
    },
  };
}
