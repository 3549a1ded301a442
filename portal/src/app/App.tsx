import { FluentProvider, makeStyles, Toaster, tokens } from "@fluentui/react-components";
import { MutationCache, QueryClient, QueryClientProvider, type QueryKey } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { BrowserRouter } from "react-router";
import { isPassing } from "~/api/problem";
import type { SignIn } from "~/auth/signIn";
import { ErrorBoundary } from "~/components/ErrorBoundary";
import { TOASTER } from "~/components/toast";
import type { PortalConfig } from "~/config";
import { AppContext } from "~/context/app";
import { SignedIn } from "./SignedIn";
import { SignInPage } from "./SignInPage";
import { useTheme } from "~/context/theme";

const useStyles = makeStyles({
  app: { minHeight: "100vh", backgroundColor: tokens.colorNeutralBackground2 },
});

function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: (failures, error) => isPassing(error) && failures < 2 },
      mutations: { retry: false },
    },
    // Nothing is guessed: after any change, also one that failed, everything visible is asked for again, and what is
    // pending stays so until the answers are in (TanStack Query, "Automatic Query Invalidation after Mutations").
    mutationCache: new MutationCache({
      onSettled: (_data, error, _variables, _result, mutation) => {
        const gone = error ? undefined : mutation.meta?.gone;
        return client.invalidateQueries({ predicate: ({ queryKey }) => !gone || !isBelow(queryKey, gone) });
      },
    }),
  });
  return client;
}

/** Whether the key begins with those parts. */
function isBelow(key: QueryKey, parts: QueryKey): boolean {
  return parts.every((part, index) => key[index] === part);
}

export function App({ config, signIn }: { config: PortalConfig; signIn: SignIn }) {
  const styles = useStyles();
  const theme = useTheme();
  const account = useSyncExternalStore(signIn.subscribe, signIn.account);
  return (
    <FluentProvider theme={theme.theme}>
      {/* Not on the provider: it gives its class to every menu and list that it opens above the page. */}
      <div className={styles.app}>
        <ErrorBoundary>
          <AppContext value={{ config, signIn, theme }}>
            {account ? <Session key={account.detail} /> : <SignInPage />}
          </AppContext>
        </ErrorBoundary>
      </div>
      <Toaster toasterId={TOASTER} position="bottom-end" />
    </FluentProvider>
  );
}

/** One person's time here: the next one gets a new cache and sees nothing of it. */
function Session() {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <SignedIn />
      </BrowserRouter>
    </QueryClientProvider>
  );
}
