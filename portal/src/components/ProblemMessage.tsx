// Every failure looks like this: the problem's sentence, the fields it is about, and the request's id.

import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  tokens,
} from "@fluentui/react-components";
import { ApiProblem, hasStatus, Unreachable } from "~/api/problem";
import { useApp } from "~/context/app";
import { SignInEnded } from "~/auth/signIn";

const useStyles = makeStyles({
  bar: { marginBlock: tokens.spacingVerticalS },
  body: { overflowWrap: "anywhere", paddingBlock: tokens.spacingVerticalXS },
  list: { marginBlock: tokens.spacingVerticalXS, paddingInlineStart: tokens.spacingHorizontalXL },
  request: { display: "block", fontSize: tokens.fontSizeBase200, fontFamily: tokens.fontFamilyMonospace },
});

interface ProblemMessageProps {
  error: unknown;
  title?: string;
  onRetry?: () => void;
}

export function ProblemMessage({ error, title, onRetry }: ProblemMessageProps) {
  const styles = useStyles();
  const { signIn } = useApp();
  const fields = error instanceof ApiProblem ? error.fields : [];
  const requestId = requestIdOf(error);
  // A 401 comes here only when a new token was rejected as well.
  const needsSignIn = error instanceof SignInEnded || hasStatus(error, 401);
  return (
    <MessageBar intent="error" layout="multiline" className={styles.bar} role="alert">
      <MessageBarBody className={styles.body}>
        {title && <MessageBarTitle>{title}</MessageBarTitle>}
        {sentenceOf(error)}
        {fields.length > 0 && (
          <ul className={styles.list}>
            {fields.map(({ field, message }, index) => (
              <li key={index}>{field ? `${field}: ${message}` : message}</li>
            ))}
          </ul>
        )}
        {requestId && <span className={styles.request}>Request ID: {requestId}</span>}
      </MessageBarBody>
      <MessageBarActions>
        {needsSignIn && <Button onClick={() => void signIn.signIn()}>Sign in again</Button>}
        {onRetry && <Button onClick={onRetry}>Try again</Button>}
      </MessageBarActions>
    </MessageBar>
  );
}

function sentenceOf(error: unknown): string {
  return error instanceof Error && error.message ? error.message : "Something failed. Try again.";
}

function requestIdOf(error: unknown): string {
  return error instanceof ApiProblem || error instanceof Unreachable ? error.requestId : "";
}
