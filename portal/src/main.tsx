import { createRoot } from "react-dom/client";
import { connectApi } from "./api/client";
import { App } from "./app/App";
import { createSignIn } from "./auth/createSignIn";
import { loadConfig } from "./config";
import "./app/base.css";

async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no #root.");
  try {
    const config = await loadConfig();
    const signIn = await createSignIn(config.auth);
    connectApi(config.apiBaseUrl, signIn);
    createRoot(root).render(<App config={config} signIn={signIn} />);
  } catch (error) {
    // Before there is an app there is no component to say it with.
    root.setAttribute("role", "alert");
    root.className = "start-failed";
    root.textContent = `The portal cannot start. ${error instanceof Error ? error.message : String(error)}`;
  }
}

void start();
