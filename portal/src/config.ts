// What /config.json says: where the API is and how one signs in. Nothing in it is secret.

export interface DevelopmentAuth {
  kind: "development";
  tokenUrl: string;
}

export interface EntraAuth {
  kind: "entra";
  clientId: string;
  /** For example https://login.microsoftonline.com/<tenant id>. */
  authority: string;
  scopes: string[];
}

export interface PortalConfig {
  apiBaseUrl: string;
  auth: DevelopmentAuth | EntraAuth;
  /** ISO 3166 code that the API reads numbers with when nothing else says a country (DEFAULT_REGION). */
  defaultRegion?: string;
}

export async function loadConfig(): Promise<PortalConfig> {
  const response = await fetch("/config.json", { cache: "no-cache" });
  if (!response.ok) throw new Error(`/config.json answered ${response.status}.`);
  return checkConfig(await response.json());
}

/** The configuration, or an error that names what is wrong with it. */
export function checkConfig(value: unknown): PortalConfig {
  const config = record(value, "config.json");
  const auth = record(config["auth"], "auth");
  const region = config["defaultRegion"];
  return {
    apiBaseUrl: text(config, "apiBaseUrl").replace(/\/+$/, ""),
    auth: checkAuth(auth),
    ...(typeof region === "string" && region ? { defaultRegion: region } : {}),
  };
}

function checkAuth(auth: Record<string, unknown>): DevelopmentAuth | EntraAuth {
  if (auth["kind"] === "development") return { kind: "development", tokenUrl: text(auth, "tokenUrl") };
  if (auth["kind"] !== "entra") throw new Error("auth.kind in /config.json must be development or entra.");
  const scopes = auth["scopes"];
  if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === "string")) {
    throw new Error("auth.scopes in /config.json must be a list of texts.");
  }
  return { kind: "entra", clientId: text(auth, "clientId"), authority: text(auth, "authority"), scopes };
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${name} must be an object.`);
  }
  return value as Record<string, unknown>;
}

function text(from: Record<string, unknown>, name: string): string {
  const value = from[name];
  if (typeof value !== "string" || !value) throw new Error(`${name} is missing in /config.json.`);
  return value;
}
