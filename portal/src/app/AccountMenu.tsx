import {
  Avatar,
  Button,
  makeStyles,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  tokens,
} from "@fluentui/react-components";
import { SignOut20Regular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "~/api/me";
import { useApp } from "~/context/app";
import { PHONE } from "~/components/sizes";
import type { ThemeChoice } from "~/context/theme";

const THEMES: Record<ThemeChoice, string> = { system: "As the system", light: "Light", dark: "Dark" };

const useStyles = makeStyles({
  name: { marginInlineStart: tokens.spacingHorizontalS, [PHONE]: { display: "none" } },
  who: {
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    display: "grid",
    overflowWrap: "anywhere",
  },
  soft: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

export function AccountMenu() {
  const styles = useStyles();
  const { signIn, theme } = useApp();
  const me = useQuery(meQuery).data;
  const account = signIn.account();
  const name = account?.name ?? "";
  return (
    <Menu
      checkedValues={{ theme: [theme.choice] }}
      onCheckedValueChange={(_, { checkedItems }) => theme.choose((checkedItems[0] ?? "system") as ThemeChoice)}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<Avatar size={28} name={name} color="colorful" aria-hidden />}>
          <span className="visually-hidden">Account and appearance, </span>
          <span className={styles.name}>{name}</span>
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <span dir="auto">{name}</span>
          <span className={styles.soft}>{me?.phoneNumber ?? account?.detail}</span>
          <span className={styles.soft}>{me?.isOrganizationAdmin ? "Organization admin" : "Signed in"}</span>
        </div>
        <MenuDivider />
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>Appearance</MenuGroupHeader>
            {Object.entries(THEMES).map(([value, label]) => (
              <MenuItemRadio key={value} name="theme" value={value}>
                {label}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItem icon={<SignOut20Regular />} onClick={() => void signIn.signOut()}>
            Sign out
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
