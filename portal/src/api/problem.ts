// Failures as the portal knows them: what the API said (RFC 9457), or that it could not be reached.

export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

/** The API rejected the call or failed; the message is the problem's sentence. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(message);
    this.name = "ApiProblem";
  }

  /** The same problem about other fields. */
  withFields(fields: readonly FieldProblem[]): ApiProblem {
    return new ApiProblem(this.status, this.code, this.message, this.requestId, fields);
  }
}

/** No answer came; the request may or may not have been carried out. */
export class Unreachable extends Error {
  constructor(readonly requestId: string) {
    super("The service did not answer. Check your connection and try again.");
    this.name = "Unreachable";
  }
}

/** The problem in the body of an answer, whatever that body is. */
export function problemOf(status: number, body: unknown, requestId: string): ApiProblem {
  const problem = isRecord(body) ? body : {};
  const sentence = textIn(problem, "detail") || textIn(problem, "title") || `The service answered ${status}.`;
  const fields = Array.isArray(problem["errors"]) ? problem["errors"].filter(isFieldProblem) : [];
  return new ApiProblem(status, textIn(problem, "code"), sentence, requestId, fields);
}

export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof ApiProblem && error.status === status;
}

/** Whether the same call may succeed in a moment. */
export function isPassing(error: unknown): boolean {
  return error instanceof Unreachable || hasStatus(error, 503) || hasStatus(error, 429);
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isRecord(value) && typeof value["field"] === "string" && typeof value["message"] === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textIn(record: Record<string, unknown>, name: string): string {
  const value = record[name];
  return typeof value === "string" ? value : "";
}
