import { Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { MoreHorizontal20Regular } from "@fluentui/react-icons";
import { DialogButton } from "./DialogButton";

interface RowMenuProps {
  label: string;
  items: { label: string; onChoose: () => void }[];
}

/** What may be done with one row. */
export function RowMenu({ label, items }: RowMenuProps) {
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <DialogButton appearance="subtle" icon={<MoreHorizontal20Regular />} aria-label={label} />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {items.map((item) => (
            <MenuItem key={item.label} onClick={item.onChoose}>
              {item.label}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
