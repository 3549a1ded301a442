// Sign-in with Microsoft Entra ID: authorization code with PKCE, by leaving the page and coming back.

import {
  CacheLookupPolicy,
  createStandardPublicClientApplication,
  InteractionRequiredAuthError,
  ServerError,
  type AccountInfo,
} from "@azure/msal-browser";
import type { EntraAuth } from "~/config";
import { SignInEnded, type SignIn } from "./signIn";

export async function createEntraSignIn(auth: EntraAuth): Promise<SignIn> {
  const msal = await createStandardPublicClientApplication({
    auth: {
      clientId: auth.clientId,
      authority: auth.authority,
      // The portal itself handles the answer: handleRedirectPromise reads it and restores the page one came from.
      redirectUri: `${window.location.origin}/`,
      postLogoutRedirectUri: `${window.location.origin}/`,
    },
    cache: { cacheLocation: "sessionStorage" },
  });
  const answer = await msal.handleRedirectPromise();
  msal.setActiveAccount(answer?.account ?? msal.getActiveAccount() ?? msal.getAllAccounts()[0] ?? null);

  const account = (): AccountInfo | null => msal.getActiveAccount();
  // useSyncExternalStore compares by identity, so the same person must be the same object.
  const current = account();
  const shown = current && { name: current.name ?? current.username, detail: current.username };
  const request = { scopes: auth.scopes };

  return {
    personas: [],
    account: () => shown,
    // Entra changes who one is by leaving the page only.
    subscribe: () => () => undefined,
    signIn: () => msal.loginRedirect(request),
    signOut: () => msal.logoutRedirect({ account: account() }),
    async token(fresh = false) {
      const holder = account();
      if (!holder) throw new SignInEnded();
      try {
        const result = await msal.acquireTokenSilent({
          ...request,
          account: holder,
          forceRefresh: fresh,
          // No hidden iframe: browsers block the cookies it needs, and MSAL 5 wants a bridge page for it
          // (learn.microsoft.com/entra/msal/javascript/browser/redirect-bridge).
          cacheLookupPolicy: fresh ? CacheLookupPolicy.RefreshToken : CacheLookupPolicy.AccessTokenAndRefreshToken,
        });
        return result.accessToken;
      } catch (error) {
        // Not acquireTokenRedirect at once: it would throw away what the person has just typed.
        if (needsThePerson(error)) throw new SignInEnded();
        throw error;
      }
    },
  };
}

/** Also a refresh token that ran out or was revoked, for which Entra does not always give a reason beside the error. */
function needsThePerson(error: unknown): boolean {
  return (
    error instanceof InteractionRequiredAuthError ||
    (error instanceof ServerError && error.errorCode === "invalid_grant")
  );
}
