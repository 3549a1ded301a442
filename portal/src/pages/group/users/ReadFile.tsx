import { makeStyles, Text, tokens } from "@fluentui/react-components";
import type { MemberFile } from "~/api/models";
import { PhoneNumber } from "~/components/Name";
import { RoleBadge } from "~/components/RoleBadge";
import { ScrollList } from "~/components/ScrollList";
import { count, counted } from "~/lib/format";
import { roleOf } from "./importMembers";

const SHOWN = 50;

const useStyles = makeStyles({
  box: { display: "grid", gap: tokens.spacingVerticalS },
  item: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalS },
  problem: { color: tokens.colorPaletteRedForeground1, overflowWrap: "anywhere" },
  warning: { overflowWrap: "anywhere" },
});

/** What the service read in a file of members: what is wrong with it first, then the numbers with their roles. */
export function ReadFile({ read: { members, problems, passedOver } }: { read: MemberFile }) {
  const styles = useStyles();
  const errors = problems.filter(({ severity }) => severity === "error");
  // Errors first: of a long list they are what one looks for.
  const sorted = [...errors, ...problems.filter(({ severity }) => severity !== "error")];
  return (
    <div className={styles.box}>
      <Text role="status" weight="semibold">
        {counted(members.length, "number")}
        {errors.length > 0 ? `, ${counted(errors.length, "problem")}` : ", all valid"}
      </Text>
      {sorted.length > 0 && (
        <ScrollList label="Problems of the file">
          {sorted.slice(0, SHOWN).map(({ sheet, line, message, value, severity }, index) => (
            <li key={index} className={severity === "error" ? styles.problem : styles.warning}>
              {sheet ? (
                <>
                  Sheet <bdi>{sheet}</bdi>, row {count(line)}:{" "}
                </>
              ) : (
                `Line ${count(line)}: `
              )}
              <bdi>{message}</bdi>
              {value && (
                <>
                  {" "}
                  In the file: <bdi>{value}</bdi>
                </>
              )}
            </li>
          ))}
        </ScrollList>
      )}
      {members.length > 0 && (
        <ScrollList label="Numbers as they are read">
          {members.slice(0, SHOWN).map((member, index) => (
            <li key={index} className={styles.item}>
              <PhoneNumber>{member.phoneNumber}</PhoneNumber>
              <RoleBadge role={roleOf(member)} />
            </li>
          ))}
        </ScrollList>
      )}
      {members.length > SHOWN && <Text size={200}>and {counted(members.length - SHOWN, "more", "more")}</Text>}
      {passedOver.columns > 0 && (
        <Text size={200}>
          {counted(passedOver.columns, "column")} ignored: only Phone Number, User Type and Region count.
        </Text>
      )}
    </div>
  );
}
