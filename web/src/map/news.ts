// Stations whose mark has just changed: the new one lies over the map with the page's next frame.
//
// The map draws a mark once room is made for all its words and marks, which among a thousand stations
// takes longer than a dispatcher should wait, and longer still where no graphics card helps. An image of
// the page needs no room and waits for nothing of the map.
import type { Map as MapLibreMap } from "maplibre-gl";

import { MARK_PX, markName, pictureOf } from "../rivers/marks";
import { GATHERED_LAYER, gatheringsOn, rankOf } from "./gathered";
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
  marker: Marker;
}

const PLATE_PX = 25; // half of what stations that lie together are drawn on

/** A sheet over the map that moves with it. */
export function newsOn(map: MapLibreMap, scale: number): News {
  const sheet = document.createElement("div");
  sheet.className = "map-news";
  sheet.ariaHidden = "true"; // the list says it
  map.getCanvasContainer().append(sheet);
  const told = new Map<string, Told>(); // by the station and how it looks
  const place = ({ image, marker }: Told) => {
    const { x, y } = map.project(marker.at);
    const size = MARK_PX * nearerAt(map.getZoom(), scale);
    image.width = image.height = size;
    image.style.transform = `translate(${String(x - size / 2)}px, ${String(y - size / 2)}px)`;
  };
  const placeAll = () => {
    for (const each of told.values()) place(each);
  };
  /** Stations that lie together show the worst of them: no lesser one covers it. */
  const yieldAll = () => {
    if (told.size === 0) return;
    const gathered = map.queryRenderedFeatures({ layers: [GATHERED_LAYER] }).flatMap(gatheringsOn);
    for (const { image, marker } of told.values()) {
      const { x, y } = map.project(marker.at);
      const reach_px = image.width / 2 + PLATE_PX * scale;
      const rank = rankOf(marker.urgency, marker.mark);
      image.hidden = gathered.some(({ at, worst }) => {
        const there = map.project(at);
        return worst > rank && Math.hypot(there.x - x, there.y - y) < reach_px;
      });
    }
  };
  map.on("move", placeAll);
  map.on("resize", placeAll);
  map.on("idle", yieldAll);
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
    const each = { image, marker };
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
      yieldAll();
      show();
    },
    reveal: (on) => {
      isShown = on;
      show();
    },
  };
}
