// Keeps what was typed for as long as somebody is signed in, so that looking at another page loses nothing; leaving the
// portal asks first.

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { NO_DRAFTS, type Drafts } from "./drafts";

interface UploadDrafts {
  drafts: Drafts;
  /** Earlier values, the latest last, for taking a change back. */
  before: readonly Drafts[];
  /** The reading of the files that the first change was typed into. */
  reading: string;
}

const NOTHING: UploadDrafts = { drafts: NO_DRAFTS, before: [], reading: "" };
const MOST_STEPS = 100;

class DraftStore {
  readonly #uploads = new Map<string, UploadDrafts>();
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  of(uploadId: string): UploadDrafts {
    return this.#uploads.get(uploadId) ?? NOTHING;
  }

  put(uploadId: string, next: UploadDrafts): void {
    if (next.drafts.size > 0) this.#uploads.set(uploadId, next);
    else this.#uploads.delete(uploadId);
    // The browser asks in its own words (HTML, "prompt to unload").
    if (this.#uploads.size > 0) window.addEventListener("beforeunload", preventUnload);
    else window.removeEventListener("beforeunload", preventUnload);
    this.#listeners.forEach((listener) => listener());
  }
}

function preventUnload(event: Event): void {
  event.preventDefault();
}

// One for each session: the next person who signs in has a query client of their own and sees nothing of it.
const stores = new WeakMap<QueryClient, DraftStore>();

function storeOf(client: QueryClient): DraftStore {
  const found = stores.get(client) ?? new DraftStore();
  stores.set(client, found);
  return found;
}

export interface DraftHandle {
  drafts: Drafts;
  /** The files have been read again since the first change was typed. */
  isOutdated: boolean;
  change: (make: (drafts: Drafts) => Drafts) => void;
  canUndo: boolean;
  /** Takes the last change back. */
  undo: () => void;
  /** Takes out what the service has accepted, which cannot be taken back any more. */
  forget: (make: (drafts: Drafts) => Drafts) => void;
}

/** The drafts of an upload; `reading` is what it was read as when the component shows it. */
export function useDrafts(uploadId: string, reading: string): DraftHandle {
  const store = storeOf(useQueryClient());
  const current = useSyncExternalStore(store.subscribe, () => store.of(uploadId));
  return useMemo(
    () => ({
      drafts: current.drafts,
      isOutdated: current.drafts.size > 0 && current.reading !== reading,
      canUndo: current.before.length > 0,
      change: (make) => {
        const { drafts, before, reading: first } = store.of(uploadId);
        const next = make(drafts);
        const steps = [...before, drafts].slice(-MOST_STEPS);
        store.put(uploadId, { drafts: next, before: steps, reading: drafts.size > 0 ? first : reading });
      },
      undo: () => {
        const { before, reading: first } = store.of(uploadId);
        const last = before.at(-1);
        if (last) store.put(uploadId, { drafts: last, before: before.slice(0, -1), reading: first });
      },
      forget: (make) => {
        store.put(uploadId, { ...NOTHING, drafts: make(store.of(uploadId).drafts), reading });
      },
    }),
    [current, store, uploadId, reading],
  );
}
