// The one interface behind which Entra ID and the development issuer stand.

export interface Account {
  name: string;
  /** What tells two accounts of one name apart: an address, a number. */
  detail: string;
}

/** Somebody one may sign in as; only the development issuer offers a choice. */
export interface Persona extends Account {
  id: string;
  description: string;
}

export interface SignIn {
  /** Who is signed in, null for nobody. */
  readonly account: () => Account | null;
  /** Calls back whenever account() may answer something else; the answer ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Whom one may choose from; empty where the identity provider asks. */
  readonly personas: readonly Persona[];
  /** May leave the page for the identity provider's. */
  signIn(persona?: Persona): Promise<void>;
  signOut(): Promise<void>;
  /** An access token for the API; `fresh` asks for a new one after a 401. Raises SignInEnded. */
  token(fresh?: boolean): Promise<string>;
}

/** There is no token without the person's doing; the screen offers to sign in again. */
export class SignInEnded extends Error {
  constructor() {
    super("Your sign-in has ended.");
    this.name = "SignInEnded";
  }
}
