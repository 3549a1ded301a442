import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Text,
} from "@fluentui/react-components";
import { Copy20Regular } from "@fluentui/react-icons";
import { useState } from "react";

interface SecretDialogProps {
  name: string;
  secret: string;
  onClose: () => void;
}

/** Shows a signing secret, this once; only its own button closes it, so that a stray key does not lose it. */
export default function SecretDialog({ name, secret, onClose }: SecretDialogProps) {
  const [copied, setCopied] = useState("");
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => setCopied("Copied."),
      () => setCopied("The browser did not allow copying; select the text instead."),
    );
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>The signing secret of {name}</DialogTitle>
          <DialogContent>
            <Text as="p" block>
              Give it to the receiver now. It is not shown again; a lost one is replaced by a new one.
            </Text>
            <Field label="Signing secret" validationState="none" validationMessage={copied}>
              <Input
                readOnly
                value={secret}
                dir="ltr"
                onFocus={(event) => event.target.select()}
                contentAfter={
                  <Button
                    appearance="transparent"
                    icon={<Copy20Regular />}
                    aria-label="Copy the secret"
                    onClick={() => void copy()}
                  />
                }
              />
            </Field>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              I have stored it
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
