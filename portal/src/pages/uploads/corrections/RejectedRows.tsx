// The rejected rows of an upload, a page at a time, to correct one by one; a chunk of its own, because most uploads need none.

import {
  Button,
  Field,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Select,
  Text,
  tokens,
} from "@fluentui/react-components";
import { ArrowUndo20Regular, Send20Regular } from "@fluentui/react-icons";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { rejectedRowsQuery, sendCorrections } from "~/api/corrections";
import type { Upload } from "~/api/models";
import { continuationOf } from "~/api/paging";
import { readingOf } from "~/api/uploads";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DialogButton } from "~/components/DialogButton";
import { Loading } from "~/components/Loading";
import { ProblemMessage } from "~/components/ProblemMessage";
import { useNotify } from "~/components/toast";
import { count, counted } from "~/lib/format";
import { causeSentence } from "./causeWords";
import { correctionsOf, NO_DRAFTS, withoutSent, type Drafts } from "./drafts";
import type { DraftHandle } from "./draftStore";
import { rowErrors } from "./rowErrors";
import { RowGrid } from "./RowGrid";
import { KIND_LABELS, kindsOf, type RowsFilter } from "./rowsFilter";
import { usePhoneHint } from "./usePhoneHint";

const useStyles = makeStyles({
  section: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM },
  filters: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(240px, 100%), 1fr))",
    gap: tokens.spacingHorizontalM,
  },
  // The longest cause would make the list as wide as itself.
  field: { minWidth: 0 },
  select: { minWidth: 0, "& > select": { width: "100%", minWidth: 0 } },
  row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  grow: { marginInlineEnd: "auto" },
});

interface RejectedRowsProps {
  upload: Upload;
  handle: DraftHandle;
  filter: RowsFilter;
  onFilter: (filter: RowsFilter) => void;
}

export default function RejectedRows({ upload, handle, filter, onFilter }: RejectedRowsProps) {
  const styles = useStyles();
  const hintOf = usePhoneHint(upload);
  const [notice, setNotice] = useState("");
  const isOpen = upload.allowedActions.includes("correct");
  const reading = readingOf(upload);
  // The ways to the pages up to the one that is shown; another list of rows begins at its first page.
  const list = `${reading} ${filter.kind} ${filter.code}`;
  const [pages, setPages] = useState<{ list: string; ways: (string | undefined)[] }>({ list, ways: [undefined] });
  const ways = pages.list === list ? pages.ways : [undefined];
  const query = useQuery({
    ...rejectedRowsQuery(upload.id, reading, { ...filter, continuation: ways.at(-1) }),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const next = query.data && !query.isPlaceholderData ? continuationOf(query.data) : undefined;
  usePrefetch(upload, filter, next);
  const rows = query.data?.value ?? [];

  const go = (to: (string | undefined)[]) => {
    setNotice("");
    setPages({ list, ways: to });
  };
  return (
    <div className={styles.section}>
      <Filters upload={upload} filter={filter} onFilter={onFilter} />
      {query.isPending && isOpen && <Loading label="Loading the rejected rows" />}
      {query.isError && (
        <ProblemMessage
          error={query.error}
          title="The rejected rows are not known."
          onRetry={() => void query.refetch()}
        />
      )}
      {rows.length > 0 && (
        <>
          <RowGrid
            key={filter.kind}
            label="Rejected rows"
            kind={filter.kind}
            rows={rows}
            handle={handle}
            isReadOnly={!isOpen}
            hintOf={hintOf}
            onNotice={setNotice}
          />
          <div className={styles.row}>
            <Text role="status" className={styles.grow}>
              {pageWords(ways.length, rows.length, query.data?.leftOut)} {notice}
            </Text>
            <Button disabled={ways.length === 1} onClick={() => go(ways.slice(0, -1))}>
              Previous rows
            </Button>
            <Button disabled={!next || query.isFetching} onClick={() => go([...ways, next])}>
              Next rows
            </Button>
          </div>
        </>
      )}
      {query.data && rows.length === 0 && <Text role="status">No row is rejected for this.</Text>}
      <SendBar upload={upload} handle={handle} isOpen={isOpen} />
    </div>
  );
}

function pageWords(page: number, rows: number, leftOut = 0): string {
  const more =
    leftOut > 0 ? ` ${counted(leftOut, "more row", "more rows")} will be listed once these are corrected.` : "";
  return `Page ${count(page)}, ${counted(rows, "row")}.${more}`;
}

/** The next page is there when somebody asks for it. */
function usePrefetch(upload: Upload, filter: RowsFilter, next: string | undefined): void {
  const client = useQueryClient();
  const reading = readingOf(upload);
  const { kind, code } = filter;
  useEffect(() => {
    if (!next) return;
    const page = rejectedRowsQuery(upload.id, reading, { kind, code, continuation: next });
    // Whoever goes to that page is shown what failed.
    client.query(page).catch(() => undefined);
  }, [client, upload.id, reading, kind, code, next]);
}

function Filters({ upload, filter, onFilter }: Pick<RejectedRowsProps, "upload" | "filter" | "onFilter">) {
  const styles = useStyles();
  const kinds = kindsOf(upload, filter.kind);
  const causes = upload.causes.filter(({ kind }) => kind === filter.kind);
  return (
    <div className={styles.filters}>
      {kinds.length > 1 && (
        <Field label="Rows of" className={styles.field}>
          <Select
            value={filter.kind}
            onChange={(_, { value }) => onFilter({ kind: value as RowsFilter["kind"], code: "" })}
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {KIND_LABELS[kind]}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label="Cause" className={styles.field}>
        <Select
          className={styles.select}
          value={filter.code}
          onChange={(_, { value }) => onFilter({ ...filter, code: value })}
        >
          <option value="">Every cause</option>
          {causes.map(({ code, rejected }) => (
            <option key={code} value={code}>
              {causeSentence(code)} ({count(rejected)})
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}

function SendBar({ upload, handle, isOpen }: { upload: Upload; handle: DraftHandle; isOpen: boolean }) {
  const styles = useStyles();
  const notify = useNotify();
  const [isDiscarding, setDiscarding] = useState(false);
  const { drafts } = handle;
  const send = useMutation({
    mutationFn: (sent: Drafts) => sendCorrections(upload.id, correctionsOf(sent), upload.plan?.id),
    onSuccess: (_, sent) => {
      handle.forget((current) => withoutSent(current, sent));
      notify("The corrections are sent. The rows are being checked again.");
    },
  });
  return (
    <>
      {drafts.size > 0 && !isOpen && upload.state !== "validating" && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            This upload does not wait for review any more, so what you typed cannot be sent. Somebody else may have
            applied or cancelled it. Copy what you still need into another upload, then discard it here.
          </MessageBarBody>
        </MessageBar>
      )}
      {handle.isOutdated && isOpen && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            The upload was checked again since you began to type: somebody else corrected it, or a file was replaced.
            What you typed is still marked. Look at it before you send it.
          </MessageBarBody>
        </MessageBar>
      )}
      {send.isError && (
        <ProblemMessage
          error={rowErrors(send.error, send.variables)}
          title="The corrections were not sent. What you typed is still here."
        />
      )}
      <div className={styles.row}>
        <Text role="status" weight="semibold" className={styles.grow}>
          {drafts.size > 0 ? `${counted(drafts.size, "row")} changed, not sent yet` : "Nothing is changed."}
        </Text>
        <Button icon={<ArrowUndo20Regular />} disabled={!handle.canUndo} onClick={handle.undo}>
          Take the last change back
        </Button>
        <DialogButton disabled={drafts.size === 0} onClick={() => setDiscarding(true)}>
          Discard
        </DialogButton>
        <Button
          appearance="primary"
          icon={<Send20Regular />}
          disabled={drafts.size === 0 || !isOpen || send.isPending}
          onClick={() => send.mutate(drafts)}
        >
          {send.isPending ? "Sending …" : `Send ${drafts.size > 0 ? counted(drafts.size, "row") : "corrections"}`}
        </Button>
      </div>
      {isDiscarding && (
        <ConfirmDialog
          title="Discard what you typed?"
          confirm="Discard"
          onConfirm={() => {
            handle.forget(() => NO_DRAFTS);
            return Promise.resolve();
          }}
          onClose={() => setDiscarding(false)}
        >
          {counted(drafts.size, "changed row")} will be shown as they were read.
        </ConfirmDialog>
      )}
    </>
  );
}
