// What the API says, by name: the types generated from its OpenAPI description.
import type { components } from "./generated";

type Schemas = components["schemas"];

/** A step of the gauge's ladder; OpenAPI can only say that it is an integer from 0 to 5. */
export type Level = 0 | 1 | 2 | 3 | 4 | 5;

type Levelled<T> = T extends (infer Item)[]
  ? Levelled<Item>[]
  : T extends object
    ? {
        [Key in keyof T]: Key extends "level" | `${string}_level`
          ? Level | Extract<T[Key], null>
          : Levelled<T[Key]>;
      }
    : T;

type PointPlace = Schemas["Point"] | null;

interface Place<Id, Properties> {
  type: "Feature";
  id: Id;
  geometry: PointPlace;
  properties: Properties;
}

export type Station = Levelled<Schemas["StationState"]>;
export type Thresholds = Schemas["Thresholds"];
export type Projection = Levelled<Schemas["Projection"]>;
export type Crossing = Projection["next"][number];
export type Freshness = NonNullable<Station["freshness"]>;
export type Trend = Station["trend"];

export type Alert = Levelled<Schemas["AlertState"]>;
export type Transition = Alert["transitions"][number];
export type Delivery = Levelled<Schemas["DeliveryShown"]>;
export type Assigned = NonNullable<Alert["assigned"]>;
export type Assignee = Schemas["AssigneeShown"];
export type AssignmentAsked = Schemas["AssignmentAsked"];
export type AlertWhy = Levelled<Schemas["AlertWhy"]>;
export type Ruling = Schemas["RulingShown"];
export type Verdict = Ruling["verdict"];
export type Silence = Levelled<Schemas["SilenceShown"]>;
export type SilenceAsked = Schemas["SilenceAsked"];
export type Inbound = Schemas["InboundShown"];
export type InboundWaiting = Schemas["InboundWaiting"];
export type OfficialName = Schemas["OfficialNameShown"];
export type OfficialAsked = Partial<Schemas["OfficialAsked"]> &
  Pick<Schemas["OfficialAsked"], "name" | "issuer" | "issued_at">;
export type OfficialChecked = Schemas["OfficialChecked"];
export type QuotationPreview = Schemas["QuotationPreviewed"];

export type Order = Schemas["OrderShown"];
export type OrderList = Schemas["OrderList"];
export type OrderAsked = Pick<
  Schemas["OrderAsked"],
  "alert_level" | "areas" | "reason" | "shelter" | "url" | "replaces"
>;
export type OrderPreview = Schemas["OrderPreviewed"];
export type OrderText = OrderPreview["texts"][number];
export type OrderRetraction = Schemas["OrderRetractionPreviewed"];
export type HqArea = Schemas["HqArea"];
export type AreaCollection = Schemas["HqAreas"];

export type Message = Levelled<Schemas["MessageShown"]>;
export type Funnel = Message["funnel"][number];
export type AreaReach = Schemas["AreaReachShown"];
export type CorrectionAsked = Required<Schemas["CorrectionAsked"]>;
export type CorrectionPreview = Schemas["CorrectionPreview"];
export type Correction = Schemas["CorrectionShown"];
export type StrandedCall = Schemas["StrandedCallShown"];

export type Series = Schemas["Series"];
export type SeriesPoint = Schemas["SeriesPoint"];
export type Resolution = Series["resolution"];

export type Run = Schemas["RunShown"];
export type Status = Run["status"];
export type Config = Schemas["MapConfig"];
export type Me = Schemas["Me"];
export type Account = Schemas["AccountShown"];
export type AccountWhole = Schemas["AccountWhole"];
export type Office = Schemas["OfficeShown"];
export type Staff = Schemas["StaffShown"];
export type Role = Account["role"];
export type Enrolment = Schemas["EnrolmentBegun"];
export type Act = Schemas["ActShown"];
export type Acts = Schemas["ActsShown"];
export type Clock = Schemas["Clock"];
export type ErrorBody = Schemas["ErrorBody"];

export type StationFeature = Place<string, Station>;
export type StationCollection = Omit<Schemas["Stations"], "features"> & { features: StationFeature[] };
export type AlertFeature = Place<number, Alert>;
export type AlertCollection = Omit<Schemas["Alerts"], "features"> & { features: AlertFeature[] };

export type Shelters = Schemas["HqShelters"];
export type Shelter = Schemas["HqShelter"];
export type ShelterFeature = Schemas["HqShelterFeature"];
export type ShelterSaid = Schemas["ShelterStateShown"];
export type ShelterAsked = Required<Schemas["ShelterAsked"]>;
export type Cameras = Schemas["Cameras"];
export type CameraFeature = Schemas["CameraFeature"];
export type Camera = Schemas["CameraState"];
export type OfficialList = Schemas["OfficialList"];
export type Official = Schemas["OfficialShown"];
export type Passage = Schemas["PassageShown"];
export type Moments = Schemas["Moments"];
export type MomentMark = Moments["marks"][number];
export type MarkedReading = Schemas["MarkedObservation"];
export type HqSeries = Schemas["HqSeries"];
export type Past = Schemas["Past"];
export type Neighbours = Schemas["Neighbours"];
export type Neighbour = Neighbours["upstream"][number];
export type Device = Schemas["DeviceShown"];
export type ThresholdsVersion = Schemas["ThresholdsVersion"];

export type CameraLook = Camera["look"];
export type Light = NonNullable<Camera["light"]>;
export type FrameShown = Schemas["FrameShown"];
export type Still = Schemas["StillShown"];
export type PublicView = Schemas["PublicViewShown"];
export type PublicViewAsked = Schemas["PublicViewAsked"];

export type HandOver = Schemas["NoteShown"];
export type OfficeRequest = Schemas["RequestShown"];
export type ReportHead = Schemas["ReportHead"];
export type Report = Schemas["ReportShown"];
