import { createContext, useContext } from "react";
import type { SignIn } from "~/auth/signIn";
import type { PortalConfig } from "~/config";
import type { ThemeState } from "./theme";

export interface AppContextValue {
  config: PortalConfig;
  signIn: SignIn;
  theme: ThemeState;
}

export const AppContext = createContext<AppContextValue | null>(null);

export function useApp(): AppContextValue {
  const value = useContext(AppContext);
  if (!value) throw new Error("useApp is called outside of App.");
  return value;
}
