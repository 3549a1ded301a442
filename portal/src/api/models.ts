// The API's shapes under the names that the portal uses.

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Upload = Schemas["Upload"];
export type UploadColumn = Schemas["AskedColumn"];
export type Cause = Schemas["Cause"];
export type RejectedRow = Schemas["RejectedRow"];
export type CorrectionRule = Schemas["NewCorrectionRule"];
export type NewCorrections = Schemas["NewCorrections"];
export type Corrections = Schemas["Corrections"];
export type ColumnChoice = Schemas["ColumnChoice"];
export type MemberFile = Schemas["MemberFile"];
export type UploadState = Schemas["UploadState"];
export type UploadMode = Schemas["UploadMode"];
export type UploadAction = Schemas["UploadAction"];
export type UploadUrl = Schemas["UploadUrl"];
export type LinksPlan = Schemas["LinksPlan"];
export type NewUpload = Schemas["NewUpload"];
export type FileKind = Schemas["FileKind"];
export type UploadPlan = Schemas["UploadPlan"];
export type UndoPlan = Schemas["UndoPlan"];
export type GroupUndo = Schemas["GroupUndo"];
export type LaterUpload = Schemas["LaterUpload"];
export type GroupPlan = Schemas["GroupPlan"];
export type UploadProblem = Schemas["UploadProblem"];
export type Export = Schemas["Export"];

export type Role = Schemas["Role"];
export type Group = Schemas["Group"];
export type GroupType = Schemas["GroupType"];
export type NewGroup = Schemas["NewGroup"];
export type GroupChange = Schemas["GroupChange"];
export type CreatedGroup = Schemas["CreatedGroup"];
export type Subgroup = Schemas["Subgroup"];
export type Member = Schemas["Member"];
export type NewMembers = Schemas["NewMembers"];
export type MemberResults = Schemas["MemberResults"];
export type NumberOutcome = Schemas["NumberOutcome"];
export type AuditEvent = Schemas["AuditEvent"];
export type Identity = Schemas["Identity"];
export type Connector = Schemas["Connector"];
export type NewConnector = Schemas["NewConnector"];
export type ConnectorChange = Schemas["ConnectorChange"];
export type ConnectorSecret = Schemas["SigningSecret"];
export type GroupConnector = Schemas["GroupConnector"];
export type Permission = Schemas["Permission"];
export type EventType = Schemas["EventType"];
export type CatalogueAction = Schemas["CatalogueAction"];
export type NewAction = Schemas["NewAction"];
export type ActionChange = Schemas["ActionChange"];
export type ActionKind = Schemas["ActionKind"];
export type GroupAction = Schemas["GroupAction"];
