import { Button, useRestoreFocusTarget, type ButtonProps } from "@fluentui/react-components";

/** A button that opens a dialog, and to which the focus comes back when that closes (WCAG 2.4.3). */
export function DialogButton(props: ButtonProps) {
  return <Button {...useRestoreFocusTarget()} {...props} />;
}
