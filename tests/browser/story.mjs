// A story is told in order: after a step that failed, the later ones would fail for its reason, and each by a timeout.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, openPage, signInAs } from "./browser.mjs";

/** Opens a browser, signs in, and answers `step`, which takes the page; `options` are of the browser context. */
export function story(origin, persona, options = {}) {
  let browser;
  let page;
  let failed = "";
  before(async () => {
    browser = await launch();
    page = await openPage(browser, options);
    await signInAs(page, origin, persona);
  });
  after(() => browser?.close());
  return (name, run) =>
    test(name, async (context) => {
      if (failed) return context.skip(`“${failed}” failed`);
      try {
        await run(page);
      } catch (error) {
        failed = name;
        const picture = join(tmpdir(), `muster-${persona}-${Date.now()}.png`);
        await page?.screenshot({ path: picture });
        context.diagnostic(`at ${page?.url()}, console ${JSON.stringify(page?.errors)}, picture ${picture}`);
        throw error;
      }
    });
}
