import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import {
  Apps20Regular,
  ArrowDownload20Regular,
  ArrowUpload20Regular,
  PeopleTeam20Regular,
  PersonLink20Regular,
  PlugConnected20Regular,
} from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { NavLink } from "react-router";
import { meQuery } from "~/api/me";

interface Place {
  to: string;
  label: string;
  icon: ReactElement;
  forOrganizationAdmins?: boolean;
}

const PLACES: Place[] = [
  { to: "/groups", label: "Groups", icon: <PeopleTeam20Regular /> },
  { to: "/uploads", label: "Bulk Upload Users", icon: <ArrowUpload20Regular />, forOrganizationAdmins: true },
  { to: "/exports", label: "Export Existing Groups", icon: <ArrowDownload20Regular />, forOrganizationAdmins: true },
  { to: "/connectors", label: "Connectors", icon: <PlugConnected20Regular />, forOrganizationAdmins: true },
  { to: "/actions", label: "Actions", icon: <Apps20Regular />, forOrganizationAdmins: true },
  { to: "/identities", label: "Identities", icon: <PersonLink20Regular />, forOrganizationAdmins: true },
];

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: "2px" },
  link: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    minHeight: "40px",
    paddingInline: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: "none",
    ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  current: {
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    backgroundColor: tokens.colorNeutralBackground1Selected,
    // A bar as well as a shade: the shade alone is too faint to tell where one is (WCAG 1.4.11).
    boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandForeground1}`,
  },
});

export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const styles = useStyles();
  const me = useQuery(meQuery).data;
  const places = PLACES.filter((place) => !place.forOrganizationAdmins || me?.isOrganizationAdmin);
  return (
    <ul className={styles.list}>
      {places.map(({ to, label, icon }) => (
        <li key={to}>
          <NavLink
            to={to}
            onClick={onNavigate}
            className={({ isActive }) => mergeClasses(styles.link, isActive && styles.current)}
          >
            {icon}
            {label}
          </NavLink>
        </li>
      ))}
    </ul>
  );
}
