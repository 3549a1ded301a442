import { useEffect } from "react";

/** The document's title, which tabs, history and screen readers show (WCAG 2.4.2). */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Muster` : "Muster";
  }, [title]);
}
