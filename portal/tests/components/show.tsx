// Shows a component as the app would: signed in, with a cache of its own, and an API that the test plays.

import { FluentProvider, Toaster, webLightTheme } from "@fluentui/react-components";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { userEvent, type UserEvent } from "@testing-library/user-event";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import { vi } from "vitest";
import { connectApi } from "~/api/client";
import type { Me } from "~/api/models";
import type { SignIn } from "~/auth/signIn";
import { TOASTER } from "~/components/toast";
import { AppContext } from "~/context/app";
import { MeContext } from "~/context/me";

const ASHA: Me = { subject: "asha", phoneNumber: "+919812345678", isOrganizationAdmin: true };

export const signIn = {
  personas: [],
  account: () => ({ name: "Asha", detail: "+919812345678" }),
  subscribe: () => () => undefined,
  signIn: vi.fn(() => Promise.resolve()),
  signOut: () => Promise.resolve(),
  token: () => Promise.resolve("token"),
} satisfies SignIn;

/** Renders it, and answers the person who uses it. */
export function show(children: ReactNode): UserEvent {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false }, mutations: { retry: false } } });
  const app = {
    config: { apiBaseUrl: "/api/v1", auth: { kind: "development" as const, tokenUrl: "/dev/token" } },
    signIn,
    theme: { theme: webLightTheme, choice: "light" as const, choose: () => undefined },
  };
  render(
    <FluentProvider theme={webLightTheme}>
      <AppContext value={app}>
        <QueryClientProvider client={client}>
          <MeContext value={ASHA}>
            <MemoryRouter>{children}</MemoryRouter>
          </MeContext>
        </QueryClientProvider>
      </AppContext>
      <Toaster toasterId={TOASTER} />
    </FluentProvider>,
  );
  return userEvent.setup();
}

interface Answer {
  status?: number;
  body?: unknown;
}

/** What the API answers a call: a body, or a problem with its status; a promise keeps it waiting. */
export type Play = (call: { path: string; query: URLSearchParams; body: unknown }) => Answer | Promise<Answer>;

/** Plays the API by method and path; answers the calls that came, as `POST /groups`. */
export function playApi(plays: Record<string, Play>): string[] {
  const calls: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const url = new URL(request.url);
    const path = url.pathname.replace("/api/v1", "");
    const call = `${request.method} ${path}`;
    calls.push(call);
    const play = plays[call];
    if (!play) throw new Error(`No test plays ${call}.`);
    const text = await request.text();
    const sent: unknown = text ? JSON.parse(text) : undefined;
    const { status = 200, body } = await play({ path, query: url.searchParams, body: sent });
    return new Response(JSON.stringify(body ?? {}), { status, headers: { "Content-Type": "application/json" } });
  });
  connectApi("/api/v1", signIn);
  return calls;
}
