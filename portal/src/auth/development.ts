// Sign-in with the development issuer of the local host: one chooses who to be.

import type { DevelopmentAuth } from "~/config";
import { SignInEnded, type Account, type Persona, type SignIn } from "./signIn";

interface DevelopmentPersona extends Persona {
  claims: { subject: string; phoneNumber?: string; roles?: string[] };
}

// The numbers are those of samples/, so that each sees what such a person would see there.
const PERSONAS: DevelopmentPersona[] = [
  {
    id: "asha",
    name: "Asha",
    detail: "+919812345678",
    description: "Organization admin: every organization group, uploads, exports, catalogues",
    claims: { subject: "asha", phoneNumber: "+919812345678", roles: ["Groups.Admin"] },
  },
  {
    id: "ravi",
    name: "Ravi",
    detail: "+918124595711",
    description: "Group admin of Depot Delhi and Region North",
    claims: { subject: "ravi", phoneNumber: "+918124595711" },
  },
  {
    id: "meera",
    name: "Meera",
    detail: "+918121803340",
    description: "Member of Depot Delhi",
    claims: { subject: "meera", phoneNumber: "+918121803340" },
  },
  {
    id: "omar",
    name: "Omar",
    detail: "+919999900000",
    description: "Signed in, in no group yet",
    claims: { subject: "omar", phoneNumber: "+919999900000" },
  },
];

// The persona, not its token: a token has no business in storage, and a new one is one call away.
const STORED_AS = "muster.persona";

export function createDevelopmentSignIn(auth: DevelopmentAuth): SignIn {
  const listeners = new Set<() => void>();
  let current = findPersona(sessionStorage.getItem(STORED_AS));
  let token: Promise<string> | null = null;

  function become(persona: DevelopmentPersona | null): void {
    current = persona;
    token = null;
    if (persona) sessionStorage.setItem(STORED_AS, persona.id);
    else sessionStorage.removeItem(STORED_AS);
    for (const listener of listeners) listener();
  }

  return {
    personas: PERSONAS,
    account: (): Account | null => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    signIn(persona) {
      become(findPersona(persona?.id ?? null) ?? current);
      return Promise.resolve();
    },
    signOut() {
      become(null);
      return Promise.resolve();
    },
    async token(fresh = false) {
      if (!current) throw new SignInEnded();
      if (fresh || !token) {
        const asked = requestToken(auth.tokenUrl, current.claims);
        token = asked;
        // A failure is not kept: the next call asks again.
        asked.catch(() => {
          if (token === asked) token = null;
        });
      }
      return token;
    },
  };
}

function findPersona(id: string | null): DevelopmentPersona | null {
  return PERSONAS.find((persona) => persona.id === id) ?? null;
}

async function requestToken(url: string, claims: DevelopmentPersona["claims"]): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(claims),
  });
  if (!response.ok) throw new Error(`The development issuer answered ${response.status}.`);
  const { accessToken } = (await response.json()) as { accessToken: string };
  return accessToken;
}
