// Every layer there is, from the ground up; a new one is a file of its own and a line here.
import { areas } from "./areas";
import { cameras } from "./cameras";
import { keepStocked, type MapLayer } from "./layer";
import { official } from "./official";
import { passages } from "./passages";
import { shelters } from "./shelters";

export const LAYERS: readonly MapLayer[] = [areas, passages, official, cameras, shelters];

keepStocked(LAYERS);
