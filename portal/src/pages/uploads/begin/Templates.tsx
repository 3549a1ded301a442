import { makeStyles, Text, tokens } from "@fluentui/react-components";
import type { FileKind } from "~/api/models";
import { FORMATS, templatePath } from "~/api/uploads";
import { AppLink } from "~/components/AppLink";
import { DownloadButton } from "~/components/DownloadButton";

const useStyles = makeStyles({
  list: { display: "grid", gap: tokens.spacingVerticalXS, margin: 0, padding: 0, listStyleType: "none" },
  item: { display: "flex", flexWrap: "wrap", alignItems: "center", columnGap: tokens.spacingHorizontalS },
  soft: { color: tokens.colorNeutralForeground2 },
});

const TEMPLATES: { kind: FileKind; label: string; columns: string }[] = [
  {
    kind: "user-group-mapping",
    label: "User group mapping",
    columns: "Group Name, Phone Number, User Type and, if you like, Region",
  },
  {
    kind: "parent-group-mapping",
    label: "Parent group mapping",
    columns: "Parent Group Name and Child Group Name",
  },
];

/** The files to fill in, as a workbook and as CSV. */
export function Templates() {
  const styles = useStyles();
  return (
    <ul className={styles.list} aria-label="Templates and columns">
      {TEMPLATES.map(({ kind, label, columns }) => (
        <li key={kind} className={styles.item}>
          <Text weight="semibold">{label}</Text>
          {FORMATS.map((format) => (
            <DownloadButton
              key={format}
              path={templatePath(kind, format)}
              fileName={`${kind}.${format}`}
              appearance="transparent"
              label={`Template .${format} for the ${kind.replaceAll("-", " ")}`}
            >
              {`Template .${format}`}
            </DownloadButton>
          ))}
          <Text size={200} className={styles.soft}>
            {columns}
          </Text>
        </li>
      ))}
      <li>
        <AppLink to="/uploads/column-choices">Remembered columns</AppLink>
      </li>
    </ul>
  );
}
