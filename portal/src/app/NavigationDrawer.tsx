import { Button, DrawerBody, DrawerHeader, DrawerHeaderTitle, OverlayDrawer } from "@fluentui/react-components";
import { Dismiss24Regular } from "@fluentui/react-icons";
import { Navigation } from "./Navigation";

export default function NavigationDrawer({ onClose }: { onClose: () => void }) {
  return (
    <OverlayDrawer open onOpenChange={(_, { open }) => !open && onClose()} size="small" aria-label="Navigation">
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button appearance="subtle" icon={<Dismiss24Regular />} aria-label="Close navigation" onClick={onClose} />
          }
        >
          Muster
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>
        <nav aria-label="Main">
          <Navigation onNavigate={onClose} />
        </nav>
      </DrawerBody>
    </OverlayDrawer>
  );
}
