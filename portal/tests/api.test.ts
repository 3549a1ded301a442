import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answer, api, connectApi, download } from "~/api/client";
import { continuationOf } from "~/api/paging";
import { ApiProblem, isPassing, problemOf, Unreachable } from "~/api/problem";
import type { SignIn } from "~/auth/signIn";
import { checkConfig } from "~/config";
import { canManage } from "~/context/me";

const answers = vi.fn<(request: Request) => Promise<Response>>();
const token = vi.fn<(fresh?: boolean) => Promise<string>>();

beforeEach(() => {
  vi.stubGlobal("window", { location: { origin: "https://portal.example" } });
  vi.stubGlobal("fetch", answers);
  answers.mockReset();
  token.mockReset().mockImplementation((fresh) => Promise.resolve(fresh ? "new" : "old"));
  connectApi("/api/v1", { token } as unknown as SignIn);
});
afterEach(() => vi.unstubAllGlobals());

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

describe("a call", () => {
  it("carries the token and a request id", async () => {
    answers.mockResolvedValue(json(200, { subject: "asha" }));
    await expect(answer(api.GET("/me"))).resolves.toEqual({ subject: "asha" });
    const request = answers.mock.calls[0]?.[0];
    expect(request?.url).toBe("https://portal.example/api/v1/me");
    expect(request?.headers.get("Authorization")).toBe("Bearer old");
    expect(request?.headers.get("X-Request-ID")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("tries once more with a new token after a 401", async () => {
    answers.mockResolvedValueOnce(json(401, {})).mockResolvedValueOnce(json(201, { id: "1" }));
    await answer(api.POST("/uploads", { body: { review: true } }));
    const [first, second] = answers.mock.calls.map(([request]) => request);
    expect(second?.headers.get("Authorization")).toBe("Bearer new");
    expect(second?.headers.get("X-Request-ID")).toBe(first?.headers.get("X-Request-ID"));
    await expect(second?.json()).resolves.toEqual({ review: true });
  });

  it("fails with the problem's sentence, fields and request id", async () => {
    const problem = {
      detail: "The region is not known.",
      code: "invalid_input",
      errors: [{ field: "region", code: "x", message: "No." }],
    };
    answers.mockResolvedValue(json(400, problem));
    const error = await answer(api.POST("/uploads", { body: {} })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({
      status: 400,
      code: "invalid_input",
      message: problem.detail,
      fields: problem.errors,
    });
    expect((error as ApiProblem).requestId).toBe(answers.mock.calls[0]?.[0].headers.get("X-Request-ID"));
  });

  it("says when nothing answered", async () => {
    answers.mockRejectedValue(new TypeError("fetch failed"));
    const error = await answer(api.GET("/me")).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Unreachable);
    expect((error as Unreachable).requestId).not.toBe("");
    expect(isPassing(error)).toBe(true);
  });

  it("downloads with the token", async () => {
    answers.mockResolvedValue(new Response("a,b", { status: 200 }));
    expect(await (await download("/exports/1/a.csv")).text()).toBe("a,b");
    answers.mockResolvedValue(new Response("gone", { status: 404 }));
    await expect(download("/exports/1/b.csv")).rejects.toMatchObject({ status: 404 });
  });
});

it("makes a problem of any body", () => {
  expect(problemOf(502, "<html>", "r")).toMatchObject({ message: "The service answered 502.", fields: [] });
  expect(problemOf(403, { title: "Forbidden" }, "r").message).toBe("Forbidden");
});

it("finds the next page", () => {
  expect(continuationOf({ nextLink: "http://x/api/v1/groups?limit=3&continuation=a%2Bb" })).toBe("a+b");
  expect(continuationOf({ nextLink: null })).toBeUndefined();
  expect(continuationOf({})).toBeUndefined();
});

describe("config.json", () => {
  const development = { apiBaseUrl: "/api/v1/", auth: { kind: "development", tokenUrl: "/dev/token" } };
  const entra = {
    apiBaseUrl: "https://api.example/api/v1",
    auth: { kind: "entra", clientId: "c", authority: "a", scopes: ["s"] },
  };

  it("is read", () => {
    expect(checkConfig(development).apiBaseUrl).toBe("/api/v1");
    expect(checkConfig({ ...entra, defaultRegion: "IN" })).toEqual({ ...entra, defaultRegion: "IN" });
  });
  it.each([
    null,
    [],
    {},
    { apiBaseUrl: "/" },
    { ...development, auth: { kind: "none" } },
    { ...entra, auth: { ...entra.auth, scopes: "s" } },
  ])("is rejected: %j", (value) => expect(() => checkConfig(value)).toThrow());
});

it("offers management to a group's admins, and to organization admins on organization groups", () => {
  const me = (isOrganizationAdmin: boolean) => ({ isOrganizationAdmin }) as Parameters<typeof canManage>[0];
  expect(canManage(me(false), { type: "private", callerRole: "Admin" })).toBe(true);
  expect(canManage(me(false), { type: "organization", callerRole: "Member" })).toBe(false);
  expect(canManage(me(true), { type: "organization", callerRole: undefined })).toBe(true);
  expect(canManage(me(true), { type: "private", callerRole: "Member" })).toBe(false);
});

describe("a file", () => {
  const piece = 8 * 1024 * 1024;
  const partOf = (size: number) => (request: Request) => {
    const first = Number(/bytes=(\d+)-/.exec(request.headers.get("Range") ?? "")?.[1]);
    if (first >= size) return Promise.resolve(json(416, { code: "range_not_satisfiable" }));
    return Promise.resolve(new Response(new Uint8Array(Math.min(piece, size - first)), { status: 206 }));
  };

  it.each([[1], [piece - 1], [piece], [2 * piece], [2 * piece + 5]])("of %i bytes comes in pieces", async (size) => {
    answers.mockImplementation(partOf(size));
    expect((await download("/exports/1/a.csv")).size).toBe(size);
    expect(answers.mock.calls[0]?.[0].headers.get("Range")).toBe(`bytes=0-${piece - 1}`);
    expect(answers.mock.calls).toHaveLength(Math.floor(size / piece) + 1);
  });

  it("that is sent whole is taken whole", async () => {
    answers.mockResolvedValue(new Response("a".repeat(piece), { headers: { "Content-Type": "text/csv" } }));
    const file = await download("/uploads/templates/user-group-mapping.csv");
    expect([file.size, file.type]).toEqual([piece, "text/csv"]);
    expect(answers).toHaveBeenCalledTimes(1);
  });
});
