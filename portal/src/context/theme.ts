// Light and dark: as the system says, or as the person chose here.

import { webDarkTheme, webLightTheme, type Theme } from "@fluentui/react-components";
import { useEffect, useState, useSyncExternalStore } from "react";

export type ThemeChoice = "system" | "light" | "dark";

const STORED_AS = "muster.theme";
const darkQuery = window.matchMedia("(prefers-color-scheme: dark)");

function subscribe(listener: () => void): () => void {
  darkQuery.addEventListener("change", listener);
  return () => darkQuery.removeEventListener("change", listener);
}

function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(STORED_AS);
  return stored === "light" || stored === "dark" ? stored : "system";
}

// Fluent's placeholder grey has 3.3:1 on white; text that one has to read needs 4.5:1 (WCAG 1.4.3).
const light: Theme = { ...webLightTheme, colorNeutralForeground4: webLightTheme.colorNeutralForeground3 };
const dark: Theme = { ...webDarkTheme, colorNeutralForeground4: webDarkTheme.colorNeutralForeground3 };

export interface ThemeState {
  theme: Theme;
  choice: ThemeChoice;
  choose: (choice: ThemeChoice) => void;
}

export function useTheme(): ThemeState {
  const [choice, setChoice] = useState(storedChoice);
  const systemIsDark = useSyncExternalStore(subscribe, () => darkQuery.matches);
  const isDark = choice === "dark" || (choice === "system" && systemIsDark);

  useEffect(() => {
    // Scroll bars, native selects and the page behind the app follow this, not Fluent's tokens.
    document.documentElement.style.colorScheme = isDark ? "dark" : "light";
  }, [isDark]);

  return {
    theme: isDark ? dark : light,
    choice,
    choose(next) {
      localStorage.setItem(STORED_AS, next);
      setChoice(next);
    },
  };
}
