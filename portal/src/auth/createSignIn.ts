import type { DevelopmentAuth, EntraAuth } from "~/config";
import type { SignIn } from "./signIn";

/** The way to sign in that the configuration names, each in a chunk of its own: MSAL is large, and nobody needs both. */
export async function createSignIn(auth: DevelopmentAuth | EntraAuth): Promise<SignIn> {
  if (auth.kind === "entra") {
    const { createEntraSignIn } = await import("./entra");
    return createEntraSignIn(auth);
  }
  const { createDevelopmentSignIn } = await import("./development");
  return createDevelopmentSignIn(auth);
}
