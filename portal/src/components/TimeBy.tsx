import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { TimeText } from "./TimeText";

const useStyles = makeStyles({ soft: { color: tokens.colorNeutralForeground2 } });

/** When something was done, and by whom. */
export function TimeBy({ at, by }: { at: string; by: string }) {
  const styles = useStyles();
  return (
    <>
      <TimeText at={at} />{" "}
      <Text className={styles.soft}>
        by <bdi>{by}</bdi>
      </Text>
    </>
  );
}
