// The frame of every page: brand, navigation, account; on narrow screens the navigation is a drawer.

import { Button, makeStyles, tokens } from "@fluentui/react-components";
import { Navigation24Regular } from "@fluentui/react-icons";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { Link } from "react-router";
import { Logo } from "~/components/Logo";
import { AccountMenu } from "./AccountMenu";
import { Navigation } from "./Navigation";
import { NARROW, PAGE_WIDTH } from "~/components/sizes";

// Only narrow screens ever open it.
const NavigationDrawer = lazy(() => import("./NavigationDrawer"));

const useStyles = makeStyles({
  frame: { minHeight: "100vh", display: "flex", flexDirection: "column" },
  header: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    minHeight: "52px",
    paddingInline: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    [NARROW]: { paddingInline: tokens.spacingHorizontalS },
  },
  brand: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    marginInlineEnd: "auto",
    color: tokens.colorNeutralForeground1,
    fontSize: tokens.fontSizeBase500,
    fontWeight: tokens.fontWeightSemibold,
    textDecorationLine: "none",
    borderRadius: tokens.borderRadiusMedium,
  },
  menuButton: { display: "none", [NARROW]: { display: "inline-flex" } },
  body: { display: "flex", flexGrow: 1, minWidth: 0 },
  side: {
    flexShrink: 0,
    width: "232px",
    padding: tokens.spacingHorizontalS,
    backgroundColor: tokens.colorNeutralBackground1,
    borderInlineEndWidth: "1px",
    borderInlineEndStyle: "solid",
    borderInlineEndColor: tokens.colorNeutralStroke2,
    [NARROW]: { display: "none" },
  },
  main: {
    flexGrow: 1,
    minWidth: 0,
    paddingBlock: tokens.spacingVerticalXXL,
    paddingInline: tokens.spacingHorizontalXXXL,
    outlineStyle: "none",
    [NARROW]: { paddingBlock: tokens.spacingVerticalL, paddingInline: tokens.spacingHorizontalM },
  },
  page: { maxWidth: PAGE_WIDTH, marginInline: "auto" },
});

export function Shell({ children }: { children: ReactNode }) {
  const styles = useStyles();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.frame}>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <header className={styles.header}>
        <Button
          className={styles.menuButton}
          appearance="subtle"
          icon={<Navigation24Regular />}
          aria-label="Open navigation"
          onClick={() => setOpen(true)}
        />
        <Link to="/groups" className={styles.brand}>
          <Logo size={28} />
          Muster
        </Link>
        <AccountMenu />
      </header>
      <div className={styles.body}>
        <nav className={styles.side} aria-label="Main">
          <Navigation />
        </nav>
        <main id="main" tabIndex={-1} className={styles.main}>
          <div className={styles.page}>{children}</div>
        </main>
      </div>
      {isOpen && (
        <Suspense>
          <NavigationDrawer onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
