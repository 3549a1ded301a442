import { makeStyles, Text, tokens, typographyStyles } from "@fluentui/react-components";
import { useEffect, useRef, type ReactNode } from "react";
import { PHONE } from "~/components/sizes";
import { AppLink } from "./AppLink";
import { useTitle } from "./useTitle";

const useStyles = makeStyles({
  header: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "flex-start",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalL,
    marginBlockEnd: tokens.spacingVerticalXL,
  },
  words: { display: "grid", gap: tokens.spacingVerticalXS, minWidth: 0, flex: "1 1 280px" },
  title: {
    ...typographyStyles.title2,
    margin: 0,
    outlineStyle: "none",
    overflowWrap: "anywhere",
    [PHONE]: { fontSize: tokens.fontSizeBase600, lineHeight: tokens.lineHeightBase600 },
  },
  details: { color: tokens.colorNeutralForeground2 },
  actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

interface PageHeaderProps {
  title: string;
  /** Where one came from. */
  back?: { to: string; label: string };
  details?: ReactNode;
  actions?: ReactNode;
}

// The first page keeps the browser's own focus; on every later one a screen reader hears where it has come to.
let isFirstPage = true;

export function PageHeader({ title, back, details, actions }: PageHeaderProps) {
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus();
    isFirstPage = false;
  }, []);
  return (
    <div className={styles.header}>
      <div className={styles.words}>
        {back && (
          <nav aria-label="Back">
            <AppLink to={back.to}>‹ {back.label}</AppLink>
          </nav>
        )}
        <h1 dir="auto" className={styles.title} ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {details && (
          <Text as="p" block className={styles.details} style={{ margin: 0 }}>
            {details}
          </Text>
        )}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
