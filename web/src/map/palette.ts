// The base map's colours by day and by night: quiet, so that a level's colour is the loudest thing.

export interface Palette {
  land: string;
  hills: readonly [number, string][];
  city: string;
  sea: string;
  river: string;
  riverEdge: string;
  road: string;
  roadEdge: string;
  place: string;
  water: string;
  halo: string;
  label: string;
  chosen: string;
  chosenEdge: string;
  tileBrightness: number;
}

export const DAY: Palette = {
  land: "#eef1ea",
  hills: [
    [50, "#e4eadc"],
    [120, "#dae3d0"],
    [220, "#cfdbc4"],
    [340, "#c4d2b8"],
    [480, "#b9c9ad"],
  ],
  city: "#e3e0dc",
  sea: "#b5d3e4",
  river: "#7fb2d0",
  riverEdge: "#5f97b8",
  road: "#ffffff",
  roadEdge: "#c9c5bd",
  place: "#59606a",
  water: "#1f5f85",
  halo: "#ffffff",
  label: "#14181d",
  chosen: "rgba(0, 114, 206, 0.25)",
  chosenEdge: "#005ea8",
  tileBrightness: 1,
};

export const NIGHT: Palette = {
  land: "#1a2027",
  hills: [
    [50, "#1d252b"],
    [120, "#202a2f"],
    [220, "#242f33"],
    [340, "#293437"],
    [480, "#2e3a3c"],
  ],
  city: "#262b33",
  sea: "#10202e",
  river: "#28587a",
  riverEdge: "#3a7299",
  road: "#39414b",
  roadEdge: "#141a20",
  place: "#98a3af",
  water: "#7fb6d9",
  halo: "#12171c",
  label: "#f2f5f8",
  chosen: "rgba(142, 203, 255, 0.25)",
  chosenEdge: "#8ecbff",
  tileBrightness: 0.45,
};
