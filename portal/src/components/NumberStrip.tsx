import { makeStyles, mergeClasses, Subtitle1, tokens } from "@fluentui/react-components";
import { useId } from "react";
import { count } from "~/lib/format";
import { useChangeColors, type Change } from "./changeColors";

export interface NumberTile {
  label: string;
  value: number;
  hint?: string;
  tone?: Change | "danger";
}

const useStyles = makeStyles({
  section: { display: "grid", gap: tokens.spacingVerticalM },
  list: {
    margin: 0,
    display: "grid",
    gridTemplateColumns: "repeat(auto-fill, minmax(132px, 1fr))",
    gap: tokens.spacingHorizontalM,
  },
  tile: {
    display: "flex",
    flexDirection: "column-reverse",
    justifyContent: "flex-end",
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  value: {
    margin: 0,
    fontSize: tokens.fontSizeHero700,
    lineHeight: tokens.lineHeightHero700,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: "tabular-nums",
  },
  danger: { color: tokens.colorPaletteRedForeground1 },
  label: {
    display: "flex",
    alignItems: "center",
    flexWrap: "wrap",
    columnGap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
  },
  dot: { width: "10px", height: "10px", borderRadius: tokens.borderRadiusSmall },
});

/** Counts side by side, each with its name; colours only repeat what the names say. */
export function NumberStrip({ label, tiles }: { label: string; tiles: NumberTile[] }) {
  const styles = useStyles();
  const colors = useChangeColors();
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <Subtitle1 as="h2" id={id} style={{ margin: 0 }}>
        {label}
      </Subtitle1>
      <dl className={styles.list}>
        {tiles.map(({ label: name, value, hint, tone }) => (
          <div key={name} className={styles.tile}>
            <dt className={styles.label}>
              {tone && tone !== "danger" && <span aria-hidden className={mergeClasses(styles.dot, colors[tone])} />}
              {name}
              {hint && <small>{hint}</small>}
            </dt>
            <dd className={mergeClasses(styles.value, tone === "danger" && styles.danger)}>{count(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
