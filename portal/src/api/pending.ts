// Until openapi.json has them: the routes and fields of corrections, columns and files of one group.

import type { Client } from "openapi-fetch";
import { api } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export interface PendingSchemas {
  UploadColumn: { title: string; sheet: string; guess?: string; samples: string[] };
  UploadError: Schemas["UploadError"] & { kind?: string; columns?: PendingSchemas["UploadColumn"][] };
  Cause: { kind: string; code: string; rejected: number; suggestions: number };
  CorrectionCounts: { rows: number; rules: number; skipped: number };
  UploadProblem: Schemas["UploadProblem"] & { sheet?: string };
  PassedOver: Schemas["PassedOver"] & { skipped?: number };
  UploadAction: Schemas["UploadAction"] | "correct";
  Upload: Omit<Schemas["Upload"], "error" | "passedOver" | "allowedActions"> & {
    error?: PendingSchemas["UploadError"];
    passedOver: PendingSchemas["PassedOver"];
    allowedActions: PendingSchemas["UploadAction"][];
    columns?: Record<string, string>;
    causes?: PendingSchemas["Cause"][];
    corrections?: PendingSchemas["CorrectionCounts"];
  };
  RowProblem: { column: string; code: string; message: string; value?: string; suggestion?: Schemas["Suggestion"] };
  RejectedRow: {
    kind: string;
    sheet: string;
    line: number;
    cells: Record<string, string>;
    problems: PendingSchemas["RowProblem"][];
  };
  RowCorrection: { kind: string; line: number; cells?: Record<string, string>; skip?: boolean };
  CorrectionRule: { code: string; set?: Record<string, string>; accept?: "suggestion"; skip?: boolean };
  NewCorrections: { rows?: PendingSchemas["RowCorrection"][]; rules?: PendingSchemas["CorrectionRule"][] };
  Corrections: {
    rows: (PendingSchemas["RowCorrection"] & { by: string; at: string })[];
    rules: (PendingSchemas["CorrectionRule"] & { by: string; at: string })[];
  };
  ColumnChoice: {
    id: string;
    kind: string;
    titles: string[];
    columns: Record<string, string>;
    chosenBy: string;
    chosenAt: string;
  };
  FileMembers: {
    members: { line: number; phoneNumber: string; role?: Schemas["Role"] }[];
    problems: PendingSchemas["UploadProblem"][];
    passedOver: PendingSchemas["PassedOver"];
  };
}

interface Answer<Body> {
  responses: { 200: { headers: Record<string, unknown>; content: { "application/json": Body } } };
}
interface Call<Parameters, Body, Sent = never> extends Answer<Body> {
  parameters: Parameters;
  requestBody?: { content: { "application/json": Sent } };
}
interface OfUpload {
  path: { upload_id: string };
}
interface Paged {
  limit?: number;
  continuation?: string;
}

interface PendingPaths {
  "/uploads/{upload_id}/rejected-rows": {
    get: Call<
      OfUpload & { query?: Paged & { kind?: string; code?: string } },
      { value: PendingSchemas["RejectedRow"][]; nextLink?: string; leftOut?: number }
    >;
  };
  "/uploads/{upload_id}/corrections": {
    get: Call<OfUpload, PendingSchemas["Corrections"]>;
    post: Call<OfUpload & { query?: { plan?: string } }, PendingSchemas["Upload"], PendingSchemas["NewCorrections"]>;
  };
  "/uploads/{upload_id}/columns": {
    post: Call<OfUpload, PendingSchemas["Upload"], { columns: Record<string, string> }>;
  };
  "/column-choices": {
    get: Call<{ query?: Paged }, { value: PendingSchemas["ColumnChoice"][]; nextLink?: string }>;
  };
  "/column-choices/{choice_id}": { delete: Call<{ path: { choice_id: string } }, unknown> };
  "/groups/{group_id}/members/file": {
    post: Call<
      { path: { group_id: string }; query?: { region?: string; encoding?: string } },
      PendingSchemas["FileMembers"],
      string
    >;
  };
}

export const pending = (): Client<PendingPaths> => api as unknown as Client<PendingPaths>;
