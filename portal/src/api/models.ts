// The API's shapes under the names that the portal uses.

import type { PendingSchemas } from "./pending";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Upload = PendingSchemas["Upload"];
export type UploadColumn = PendingSchemas["UploadColumn"];
export type Cause = PendingSchemas["Cause"];
export type RejectedRow = PendingSchemas["RejectedRow"];
export type RowProblem = PendingSchemas["RowProblem"];
export type RowCorrection = PendingSchemas["RowCorrection"];
export type CorrectionRule = PendingSchemas["CorrectionRule"];
export type NewCorrections = PendingSchemas["NewCorrections"];
export type Corrections = PendingSchemas["Corrections"];
export type ColumnChoice = PendingSchemas["ColumnChoice"];
export type FileMembers = PendingSchemas["FileMembers"];
export type UploadState = Schemas["UploadState"];
export type UploadMode = Schemas["UploadMode"];
export type UploadAction = PendingSchemas["UploadAction"];
export type UploadUrl = Schemas["UploadUrl"];
export type LinksPlan = Schemas["LinksPlan"];
export type NewUpload = Schemas["NewUpload"];
export type FileKind = "user-group-mapping" | "parent-group-mapping";
export type UploadPlan = Schemas["UploadPlan"];
export type UndoPlan = Schemas["UndoPlan"];
export type GroupUndo = Schemas["GroupUndo"];
export type LaterUpload = Schemas["LaterUpload"];
export type GroupPlan = Schemas["GroupPlan"];
export type UploadProblem = PendingSchemas["UploadProblem"];
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
