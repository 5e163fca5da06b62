// Every layer there is, from the ground up; a new one is a file of its own and a line here.
import { areas } from "./areas";
import { cameras } from "./cameras";
import { incidents } from "./incidents";
import { keepStocked, type MapLayer } from "./layer";
import { official } from "./official";
import { onDuty } from "./on_duty";
import { passages } from "./passages";
import { shelters } from "./shelters";
import { taskPlaces } from "./task_places";

export const LAYERS: readonly MapLayer[] = [areas, passages, official, cameras, shelters, taskPlaces, incidents, onDuty];

keepStocked(LAYERS);
