import { makeStyles, Subtitle1, Text, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { canManage, useMe } from "~/context/me";
import { regionName } from "~/lib/regions";
import type { SectionProps } from "../section";
import { ChangeGroupType } from "./ChangeGroupType";
import { DeleteGroup } from "./DeleteGroup";
import { LeaveGroup } from "./LeaveGroup";

import { RenameForm } from "./RenameForm";

const useStyles = makeStyles({
  page: { display: "grid", gap: tokens.spacingVerticalXXL, maxWidth: "640px" },
  part: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start" },
  message: { whiteSpace: "pre-wrap", overflowWrap: "anywhere", margin: 0 },
});

export default function SettingsSection({ group, etag }: SectionProps) {
  const styles = useStyles();
  const mayManage = canManage(useMe(), group);
  return (
    <div className={styles.page}>
      {mayManage ? (
        <RenameForm group={group} etag={etag} />
      ) : (
        <Part title="Welcome message">
          <p className={styles.message} dir="auto">
            {group.welcomeMessage || "None."}
          </p>
        </Part>
      )}
      {group.region && (
        <Part title="Region">
          <Text>Numbers without a country code are read as numbers of {regionName(group.region)}.</Text>
        </Part>
      )}
      {mayManage && (
        <Part title="Change group type">
          <ChangeGroupType group={group} etag={etag} />
        </Part>
      )}
      {group.callerRole && (
        <Part title="Leave">
          <LeaveGroup group={group} />
        </Part>
      )}
      {mayManage && (
        <Part title="Delete">
          <DeleteGroup group={group} etag={etag} />
        </Part>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <section className={styles.part}>
      <Subtitle1 as="h2" style={{ margin: 0 }}>
        {title}
      </Subtitle1>
      {children}
    </section>
  );
}
