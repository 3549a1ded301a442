// What the service says of a field stands at that field; the rest goes to ProblemMessage.

import { ApiProblem } from "~/api/problem";

/** The part of Fluent's Field that shows a message; empty where there is none. */
export interface FieldError {
  validationMessage?: string;
  validationState?: "error";
}

export interface FieldErrors<Name extends string> {
  /** To spread over the control of that field. */
  at: (name: Name) => FieldError;
  /** The error without what `at` shows, for ProblemMessage; null when nothing failed. */
  rest: unknown;
}

/** Divides an error among the fields that a form shows, by the names that they have in the API. */
export function fieldErrors<Name extends string>(error: unknown, names: readonly Name[]): FieldErrors<Name> {
  if (!(error instanceof ApiProblem)) return { at: () => ({}), rest: error };
  const shown: readonly string[] = names;
  return {
    at: (name) => {
      const messages = error.fields.filter(({ field }) => controlOf(field) === name).map(({ message }) => message);
      return messages.length ? { validationMessage: [...new Set(messages)].join(" "), validationState: "error" } : {};
    },
    rest: error.withFields(error.fields.filter(({ field }) => !shown.includes(controlOf(field)))),
  };
}

/** One control shows a whole list: `phoneNumbers` for phoneNumbers[3]. */
function controlOf(field: string): string {
  return /^\w*/.exec(field)?.[0] ?? "";
}
