import { useCallback } from "react";
import type { RejectedRow, Upload } from "~/api/models";
import { useApp } from "~/context/app";
import { usePhones } from "~/lib/usePhones";
import type { RowDraft } from "./drafts";

type HintOf = (row: RejectedRow, draft: RowDraft | undefined, column: string, text: string) => string | null;

/** What may be wrong with a number that is typed into a row, as a sentence; the service has the last word. */
export function usePhoneHint(upload: Upload): HintOf {
  const phones = usePhones();
  const fallback = useApp().config.defaultRegion ?? "";
  return useCallback(
    (row, draft, column, text) => {
      if (column !== "Phone Number" || !phones || !text.trim()) return null;
      const region = draft?.cells["Region"] ?? row.cells["Region"] ?? "";
      const wrong = phones
        .read(text, region.trim().toUpperCase() || upload.region || fallback)
        .find(({ error }) => error);
      return wrong ? `${wrong.input} is not valid: ${wrong.error ?? ""}.` : null;
    },
    [phones, upload.region, fallback],
  );
}
