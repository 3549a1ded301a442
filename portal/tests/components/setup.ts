// What every component test starts with: matchers, a browser's missing parts, and warnings that fail.

import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, expect, vi } from "vitest";

// As in vite.config.ts: as long as it takes on a busy machine.
configure({ asyncUtilTimeout: 10_000 });

// jsdom has no layout, so nothing is ever resized, scrolled or narrow.
class NoResizes implements ResizeObserver {
  observe = () => undefined;
  unobserve = () => undefined;
  disconnect = () => undefined;
}
vi.stubGlobal("ResizeObserver", NoResizes);
vi.stubGlobal("matchMedia", (media: string) => ({
  media,
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
Element.prototype.scrollIntoView = () => undefined;

// React and Testing Library warn on the console: of a missing key, of an update outside of act().
const warnings: unknown[][] = [];
beforeEach(() => {
  warnings.length = 0;
  for (const method of ["error", "warn"] as const) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => warnings.push(words));
  }
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  expect(warnings).toEqual([]);
});
