import { useQuery } from "@tanstack/react-query";
import { meQuery } from "~/api/me";
import { Loading } from "~/components/Loading";
import { ProblemMessage } from "~/components/ProblemMessage";
import { MeContext } from "~/context/me";
import { Pages } from "./Pages";
import { Shell } from "./Shell";

export function SignedIn() {
  const me = useQuery(meQuery);
  if (me.isPending) return <Loading label="Asking who you are" />;
  return (
    <MeContext value={me.data ?? null}>
      <Shell>{me.data ? <Pages /> : <ProblemMessage error={me.error} onRetry={() => void me.refetch()} />}</Shell>
    </MeContext>
  );
}
