import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import { useMutation, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemMessage } from "./ProblemMessage";

interface ConfirmDialogProps {
  title: string;
  children?: ReactNode;
  confirm: string;
  /** Holds the button back until something is ticked, say. */
  isReady?: boolean;
  /** The key of what is no longer there afterwards. */
  gone?: QueryKey;
  onConfirm: () => Promise<unknown>;
  onDone?: () => void;
  onClose: () => void;
}

/** Asks first, then does it, and closes when the server has confirmed it. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  isReady = true,
  gone,
  onConfirm,
  onDone,
  onClose,
}: ConfirmDialogProps) {
  const mutation = useMutation({
    mutationFn: onConfirm,
    meta: { gone },
    onSuccess: () => {
      onClose();
      onDone?.();
    },
  });
  return (
    <Dialog open modalType="alert" onOpenChange={(_, data) => !data.open && !mutation.isPending && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>
            {children}
            {mutation.isError && <ProblemMessage error={mutation.error} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose} disabled={mutation.isPending}>
              Cancel
            </Button>
            <Button appearance="primary" disabled={!isReady || mutation.isPending} onClick={() => mutation.mutate()}>
              {mutation.isPending ? "Working …" : confirm}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
