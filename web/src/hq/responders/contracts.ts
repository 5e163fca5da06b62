// What the API says of temporary responders, by name.
import type { components } from "../../api/generated";

type Schemas = components["schemas"];

export type Skill = Schemas["Skill"];
export type Reason = Schemas["Reason"];
export type State = Schemas["State"];
export type Verdict = Schemas["Verdict"];
export type IncidentKind = Schemas["IncidentKind"];
export type AnswerName = NonNullable<Schemas["AskShown"]["answer"]>;

export type Readiness = Schemas["ReadinessShown"];
export type Responder = Schemas["ResponderShown"];
export type ResponderWhole = Schemas["ResponderInFull"];
export type CoverAsked = Required<Schemas["CoverAsked"]>;
export type PassAsked = Required<Schemas["PassWanted"]>;
export type Pass = Schemas["PassShown"];
export type Emergency = Schemas["EmergencyRead"];

export type Callout = Schemas["CalloutShown"];
export type CalloutWhole = Schemas["CalloutWhole"];
export type CalloutAsked = Required<Schemas["CalloutWanted"]>;

export type Task = Schemas["TaskShown"];
export type TaskAsked = Required<Schemas["TaskWanted"]>;
export type Interlock = Schemas["InterlockShown"];
export type Finding = Schemas["FindingShown"];
export type WithdrawOrder = Schemas["WithdrawShown"];
export type Ordered = Schemas["Missing"];

export type IncidentFeature = Schemas["IncidentFeature"];
export type ResponderFeature = Schemas["ResponderFeature"];

export const SKILLS: readonly Skill[] = [
  "general", "boat", "drone", "nurse", "first_aid", "heavy_machinery", "driver", "interpreter", "sandbag", "evacuation_guide",
];
