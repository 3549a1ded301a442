// The API's shapes under the names that the portal uses.

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Upload = Schemas["UploadOut"];
export type UploadState = Schemas["JobState"];
export type UploadMode = Schemas["Mode"];
export type UploadAction = Schemas["UploadAction"];
export type NewUpload = Schemas["NewUpload"];
export type FileKind = "user-group-mapping" | "parent-group-mapping";
export type UploadPlan = Schemas["PlanOut"];
export type GroupPlan = Schemas["PlanGroupOut"];
export type UploadProblem = Schemas["ProblemOut"];
export type Export = Schemas["ExportOut"];

export type Role = Schemas["Role"];
export type Group = Schemas["GroupOut"];
export type GroupType = Schemas["GroupType"];
export type NewGroup = Schemas["NewGroupBody"];
export type CreatedGroup = Schemas["CreatedGroupOut"];
export type Subgroup = Schemas["SubgroupOut"];
export type Member = Schemas["MemberOut"];
export type NewMembers = Schemas["NewMembersBody"];
export type MemberResults = Schemas["MemberResultsOut"];
export type NumberOutcome = Schemas["Outcome"];
export type AuditEvent = Schemas["AuditEventOut"];
export type Identity = Schemas["IdentityOut"];
export type Connector = Schemas["ConnectorOut"];
export type NewConnector = Schemas["NewConnectorBody"];
export type ConnectorChange = Schemas["ConnectorChangeBody"];
export type ConnectorSecret = Schemas["SecretOut"];
export type GroupConnector = Schemas["GroupConnectorOut"];
export type Permission = Schemas["Permission"];
export type EventType = Schemas["EventType"];
export type CatalogueAction = Schemas["ActionOut"];
export type NewAction = Schemas["NewActionBody"];
export type ActionChange = Schemas["ActionChangeBody"];
export type ActionKind = Schemas["ActionKind"];
export type GroupAction = Schemas["GroupActionOut"];
