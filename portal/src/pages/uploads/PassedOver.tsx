import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from "@fluentui/react-components";
import type { Upload } from "~/api/models";
import { count, counted } from "~/lib/format";

const useStyles = makeStyles({ list: { marginBlock: tokens.spacingVerticalXS } });

/** What the file holds beside its rows, and nobody applies: a warning only where numbers are among it. */
export function PassedOver({ upload: { passedOver } }: { upload: Upload }) {
  const styles = useStyles();
  const { instructions, defaultRows, columns, ignoredColumns, skipped, skippedLinks } = passedOver;
  if (instructions + defaultRows + columns + skipped + skippedLinks === 0) return null;
  const hasNumbers = ignoredColumns.some((column) => column.numbers > 0);
  return (
    <MessageBar intent={hasNumbers ? "warning" : "info"} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>Not everything in the file is a row.</MessageBarTitle>
        <ul className={styles.list}>
          {instructions > 0 && <li>{counted(instructions, "instruction line")} skipped</li>}
          {defaultRows > 0 && (
            <li>{counted(defaultRows, "row")} skipped, with nothing but what a drop-down list fills in</li>
          )}
          {skipped > 0 && <li>{counted(skipped, "entry", "entries")} skipped by a correction</li>}
          {skippedLinks > 0 && (
            <li>{counted(skippedLinks, "row")} of the parent group mapping skipped by a correction</li>
          )}
          {ignoredColumns.map(({ title, numbers }, index) => (
            <li key={index}>
              Column {title ? <bdi>{title}</bdi> : "without a title"} ignored
              {numbers > 0 && `, although ${count(numbers)} of its cells hold a number`}
            </li>
          ))}
          {ignoredColumns.length < columns && (
            <li>{counted(columns - ignoredColumns.length, "other column")} ignored</li>
          )}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}
