// What a layer of the map is: one file says what it draws, what its list shows, where that comes from.
import { effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { FeatureCollection } from "geojson";
import type { FunctionComponent } from "preact";

import type { Overlay } from "../../map/overlay";
import type { LayerWords } from "../../words/layers.ja";
import { refusalOf } from "../acting";
import { asOf, reloads, runName } from "../state";
import { tab } from "../tabs";
import { listed, switched } from "./choice";

export interface MapLayer {
  name: string;
  label: (said: LayerWords) => string;
  /** Whether it is on until somebody switches it off on this device. */
  shown: boolean;
  /** Whether what it draws is of the moment on show; else it is how things are. */
  looksBack?: boolean;
  overlay: Overlay;
  /** What is drawn. Reads signals: whenever they change it is drawn anew. */
  features: () => FeatureCollection;
  /** How many there are to see; "" before they are known. */
  count: () => string;
  stock: Stock<unknown>;
  /** All that the map shows of it, as a list. */
  List: FunctionComponent;
}

/** Looking back, a layer that knows the present alone is off. */
export const isOn = (layer: MapLayer): boolean =>
  (asOf.value === null || layer.looksBack === true) && (switched.value[layer.name] ?? layer.shown);

/** Whether somebody looks at a layer, on the map or as a list. */
export const isLookedAt = (layer: MapLayer): boolean =>
  isOn(layer) || (tab.value === "places" && listed.value === layer.name);

/** What a layer has loaded of a run: null before, and why where it failed. */
export interface Stock<T> {
  held: ReadonlySignal<T | null>;
  failed: ReadonlySignal<string | null>;
  load: () => Promise<void>;
}

export interface OwnStock<T> extends Stock<T> {
  held: Signal<T | null>;
}

export function stockOf<T>(fetchAll: (run: string) => Promise<T>): OwnStock<T> {
  const held = signal<T | null>(null);
  const failed = signal<string | null>(null);
  return {
    held,
    failed,
    load: async () => {
      const name = runName.peek();
      try {
        const all = await fetchAll(name);
        if (name !== runName.peek()) return;
        held.value = all;
        failed.value = null;
      } catch (error) {
        if (name === runName.peek()) failed.value = refusalOf(error);
      }
    },
  };
}

/** Keep each layer's stock true while it is looked at: loaded with the run, and again when changes may have been missed. */
export function keepStocked(layers: readonly MapLayer[]): () => void {
  const stops = layers.map((layer) => {
    let loaded = "";
    return effect(() => {
      const wanted = `${runName.value}/${reloads.value}`;
      if (reloads.value === 0 || !isLookedAt(layer) || loaded === wanted) return;
      loaded = wanted;
      void layer.stock.load();
    });
  });
  return () => {
    for (const stop of stops) stop();
  };
}

export const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
