// Who the caller is to the API.

import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => answer(api.GET("/me", { signal })),
  staleTime: Infinity,
});
