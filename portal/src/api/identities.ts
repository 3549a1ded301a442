// Which phone number belongs to a subject of the identity provider.

import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Identity } from "./models";
import { hasStatus } from "./problem";

/** The number that is stored for the subject; null when there is none, which is an answer here and no failure. */
export function identityQuery(subject: string) {
  return queryOptions({
    queryKey: ["identities", subject],
    queryFn: async ({ signal }): Promise<Identity | null> => {
      try {
        return await answer(api.GET("/identities/{subject}", { params: { path: { subject } }, signal }));
      } catch (error) {
        if (hasStatus(error, 404)) return null;
        throw error;
      }
    },
  });
}

export function storeIdentity(subject: string, phoneNumber: string): Promise<Identity> {
  return answer(api.PUT("/identities/{subject}", { params: { path: { subject } }, body: { phoneNumber } }));
}

export function removeIdentity(subject: string): Promise<unknown> {
  return answer(api.DELETE("/identities/{subject}", { params: { path: { subject } } }));
}
