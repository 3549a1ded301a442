import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import type { ReactNode, SubmitEvent } from "react";
import { ProblemMessage } from "./ProblemMessage";

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalM },
});

interface FormDialogProps {
  title: string;
  children: ReactNode;
  submit: string;
  isReady: boolean;
  isPending: boolean;
  /** What failed, without what the fields themselves show (see fieldErrors). */
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
}

/** A dialog with a form; Enter submits, Escape and Cancel leave, a failure keeps what was typed. */
export function FormDialog(props: FormDialogProps) {
  const styles = useStyles();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (props.isReady && !props.isPending) props.onSubmit();
  };
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && !props.isPending && props.onClose()}>
      <DialogSurface>
        <form onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>{props.title}</DialogTitle>
            <DialogContent className={styles.form}>
              {props.children}
              {props.error != null && <ProblemMessage error={props.error} />}
            </DialogContent>
            <DialogActions>
              <Button onClick={props.onClose} disabled={props.isPending}>
                Cancel
              </Button>
              <Button type="submit" appearance="primary" disabled={!props.isReady || props.isPending}>
                {props.isPending ? "Working …" : props.submit}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
