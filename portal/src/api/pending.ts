// Until openapi.json has it: the route that reads a file of one group's members.

import type { Client } from "openapi-fetch";
import { api } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export interface PendingSchemas {
  FileMembers: {
    members: { line: number; phoneNumber: string; role?: Schemas["Role"] }[];
    problems: Schemas["UploadProblem"][];
    passedOver: Schemas["PassedOver"];
  };
}

interface PendingPaths {
  "/groups/{group_id}/members/file": {
    post: {
      parameters: { path: { group_id: string }; query?: { region?: string; encoding?: string } };
      requestBody?: { content: { "application/json": string } };
      responses: {
        200: { headers: Record<string, unknown>; content: { "application/json": PendingSchemas["FileMembers"] } };
      };
    };
  };
}

export const pending = (): Client<PendingPaths> => api as unknown as Client<PendingPaths>;
