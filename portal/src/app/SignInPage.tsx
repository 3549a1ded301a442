import { Avatar, Button, Card, makeStyles, Text, Title1, tokens } from "@fluentui/react-components";
import { useState } from "react";
import type { Persona } from "~/auth/signIn";
import { Logo } from "~/components/Logo";
import { ProblemMessage } from "~/components/ProblemMessage";
import { useTitle } from "~/components/useTitle";
import { useApp } from "~/context/app";

const useStyles = makeStyles({
  page: {
    minHeight: "100vh",
    display: "grid",
    placeItems: "center",
    padding: tokens.spacingHorizontalL,
  },
  card: { width: "100%", maxWidth: "480px", padding: tokens.spacingHorizontalXXL, gap: tokens.spacingVerticalL },
  brand: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM },
  list: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalS },
  persona: {
    width: "100%",
    justifyContent: "flex-start",
    textAlign: "start",
    gap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalM,
  },
  words: { display: "grid" },
  soft: { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular },
});

export function SignInPage() {
  const styles = useStyles();
  const { signIn } = useApp();
  const [error, setError] = useState<unknown>(null);
  useTitle("Sign in");

  const enter = (persona?: Persona) => void signIn.signIn(persona).catch(setError);

  return (
    <main className={styles.page}>
      <Card className={styles.card}>
        <div className={styles.brand}>
          <Logo size={40} />
          <Title1 as="h1">Muster</Title1>
        </div>
        {signIn.personas.length > 0 ? (
          <>
            <Text>This is a development host. Choose who to be:</Text>
            <ul className={styles.list}>
              {signIn.personas.map((persona) => (
                <li key={persona.id}>
                  <PersonaButton persona={persona} onChoose={() => enter(persona)} />
                </li>
              ))}
            </ul>
          </>
        ) : (
          <>
            <Text>Groups of your organization, their members, and the files they come from.</Text>
            <Button appearance="primary" size="large" onClick={() => enter()}>
              Sign in with Microsoft
            </Button>
          </>
        )}
        {error !== null && <ProblemMessage error={error} />}
      </Card>
    </main>
  );
}

function PersonaButton({ persona, onChoose }: { persona: Persona; onChoose: () => void }) {
  const styles = useStyles();
  return (
    <Button
      className={styles.persona}
      onClick={onChoose}
      icon={<Avatar name={persona.name} color="colorful" aria-hidden />}
    >
      <span className={styles.words}>
        <span>
          {persona.name} <span className={styles.soft}>{persona.detail}</span>
        </span>
        <span className={styles.soft}>{persona.description}</span>
      </span>
    </Button>
  );
}
