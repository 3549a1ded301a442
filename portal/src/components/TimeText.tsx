import { time } from "~/lib/format";

export function TimeText({ at }: { at: string }) {
  return <time dateTime={at}>{time(at)}</time>;
}
