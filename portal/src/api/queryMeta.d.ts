import type { QueryKey } from "@tanstack/react-query";

declare module "@tanstack/react-query" {
  interface Register {
    mutationMeta: {
      /** What is no longer there once the mutation has succeeded, and so is not asked for again. */
      gone?: QueryKey;
    };
  }
}
