// MapLibre is most of the page's weight: the list is on screen before it has arrived.
import { loadParts } from "./layers/parts";

/** The map's code and its layers; asked for again it is there already. */
export const loadMap = () => Promise.all([import("../map/view"), loadParts()]);
