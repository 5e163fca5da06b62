// What is fetched of the layers: all of them, their switches and their lists.
import "../styles/layers.css";

export { LAYERS } from "./all";
export { Places } from "./places";
export { LayerSwitches } from "./switches";
