// The API's shapes under the names that the portal uses.

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Upload = Schemas["UploadOut"];
export type UploadState = Schemas["JobState"];
export type UploadMode = Schemas["Mode"];
export type UploadCounts = Schemas["CountsOut"];
export type UploadPlan = Schemas["PlanOut"];
export type GroupPlan = Schemas["PlanGroupOut"];
export type UploadProblem = Schemas["ProblemOut"];
export type Export = Schemas["ExportOut"];
export type ExportedFile = Schemas["ExportedFileOut"];

export type Role = "Admin" | "Member";
export interface Group {
  id: string;
  name: string;
  type: "organization" | "private";
  callerRole?: Role | null;
}
