// The one client of the API: typed by openapi.json, with the token and a request id on every call.

import createClient, { type Client } from "openapi-fetch";
import type { SignIn } from "~/auth/signIn";
import { problemOf, Unreachable } from "./problem";
import type { paths } from "./schema";

export let api: Client<paths>;
let send: (request: Request) => Promise<Response>;
let baseUrl = "";

/** Makes `api` and `download` usable; called once, before the first render. */
export function connectApi(apiBaseUrl: string, signIn: SignIn): void {
  baseUrl = new URL(apiBaseUrl, window.location.origin).href;
  send = (request) => sendAuthorized(request, signIn);
  api = createClient<paths>({ baseUrl, fetch: (request) => send(request) });
}

interface Result<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The body of a success; an ApiProblem is thrown for anything else. */
export async function answer<Data>(call: Promise<Result<Data>>): Promise<Data> {
  return (await answerWithETag(call)).data;
}

/** The body of a success with its ETag, for a later If-Match. */
export async function answerWithETag<Data>(call: Promise<Result<Data>>): Promise<{ data: Data; etag: string | null }> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response.status, error, requestIdOf(response));
  // A 204 has no body, and the types of such calls say so.
  return { data: data as Data, etag: response.headers.get("ETag") };
}

/** If-Match where the ETag is known; without one the change counts whatever came before. */
export function ifMatch(etag: string | null): { "If-Match"?: string } {
  return etag ? { "If-Match": etag } : {};
}

// What one answer may hold is twice as much (docs/http-api.md, Files).
const PIECE = 8 * 1024 * 1024;

/**
 * A file of the API, which only a token opens and a plain link therefore cannot, in pieces: the API answers with no more
 * than it has room for. `path` follows the base URL.
 */
export async function download(path: string): Promise<Blob> {
  const pieces: Blob[] = [];
  for (;;) {
    const first = pieces.length * PIECE;
    const headers = { Range: `bytes=${first}-${first + PIECE - 1}` };
    const response = await send(new Request(baseUrl + path, { headers }));
    // The end is told by a short piece, and not by Content-Range, which the API does not expose to other origins.
    if (response.status === 416 && first > 0) return whole(pieces);
    if (!response.ok) throw problemOf(response.status, await json(response), requestIdOf(response));
    pieces.push(await response.blob());
    if (response.status !== 206 || pieces.at(-1)?.size !== PIECE) return whole(pieces);
  }
}

function whole(pieces: Blob[]): Blob {
  return new Blob(pieces, { type: pieces[0]?.type });
}

async function sendAuthorized(request: Request, signIn: SignIn): Promise<Response> {
  // Chosen here and not read from the answer, because there may be none.
  const requestId = crypto.randomUUID();
  request.headers.set("X-Request-ID", requestId);
  const again = request.clone();
  const response = await sendOnce(request, await signIn.token(), requestId);
  // The token may have run out, or a restarted issuer has new keys: once more with a new one.
  return response.status === 401 ? sendOnce(again, await signIn.token(true), requestId) : response;
}

const requestIds = new WeakMap<Response, string>();

async function sendOnce(request: Request, token: string, requestId: string): Promise<Response> {
  request.headers.set("Authorization", `Bearer ${token}`);
  try {
    const response = await fetch(request);
    requestIds.set(response, requestId);
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable(requestId);
  }
}

function requestIdOf(response: Response): string {
  return response.headers.get("X-Request-ID") ?? requestIds.get(response) ?? "";
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
