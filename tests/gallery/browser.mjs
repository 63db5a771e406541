// Looks at pages with Debian's Chromium, and says what it saw.
//
// Standard input: {"url", "pages": {NAME: PATH}, "screenshots": DIRECTORY, "search": {...}}
// Standard output: {"views": [...], "uses": {NAME: what happened}}

import { readFileSync } from "node:fs";

import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

const task = JSON.parse(readFileSync(0, "utf8"));
const DEVICES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const WCAG = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

// What goes wrong while `use` runs on a page of its own.
async function onPage(options, use) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(task.url)) problems.push(`request to ${request.url()}`);
  });
  try {
    const result = await use(page, context);
    return { result, problems };
  } finally {
    await context.close();
  }
}

// Wider than the window: a phone would have to scroll sideways.
const isTooWide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth;

async function view(name, device, colorScheme, javaScriptEnabled) {
  const options = { viewport: DEVICES[device], colorScheme, javaScriptEnabled };
  const { result, problems } = await onPage(options, async (page) => {
    const answer = await page.goto(task.url + task.pages[name]);
    await page.screenshot({
      path: `${task.screenshots}/${name}-${device}-${colorScheme}${javaScriptEnabled ? "" : "-plain"}.png`,
    });
    return {
      status: answer.status(),
      heading: await page.locator("h1").count() === 1 && await page.locator("h1").isVisible(),
      copyButtons: await page.locator(".copy:visible").count(),
      tooWide: javaScriptEnabled && await page.evaluate(isTooWide),
    };
  });
  return { name, device, colorScheme, javaScriptEnabled, problems, ...result };
}

// axe brings a script of its own, which the policy of the pages forbids.
async function accessibility(name, device, media) {
  const options = { viewport: DEVICES[device], bypassCSP: true, ...media };
  const { result } = await onPage(options, async (page) => {
    await page.goto(task.url + task.pages[name]);
    for (const details of await page.locator("details > summary").all()) await details.click();
    const found = await new AxeBuilder({ page }).withTags(WCAG).analyze();
    return found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
  });
  return { name, device, media, violations: result };
}

const uses = {
  async search(page) {
    await page.goto(task.url);
    await page.keyboard.press("/");
    await page.keyboard.type(task.search.words);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/?q=*");
    await page.getByRole("link", { name: task.search.repository }).click();
    return new URL(page.url()).pathname;
  },
  async rows(page) {
    await page.goto(task.url + task.pages.tags);
    const current = () => page.evaluate(
      () => [...document.querySelectorAll("[data-row]")].findIndex((row) => row.matches(".current")));
    const seen = [await current()];
    for (const key of ["j", "j", "k"]) {
      await page.keyboard.press(key);
      seen.push(await current());
    }
    await page.keyboard.press("Enter");
    await page.waitForURL(/:[^/]*$/);
    return seen;
  },
  async copy(page, context) {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(task.url + task.pages.repository);
    await page.getByRole("button", { name: "Copy the command for docker" }).click();
    const clicked = await page.evaluate(() => navigator.clipboard.readText());
    await page.evaluate(() => navigator.clipboard.writeText(""));
    await page.keyboard.press("c");
    await page.getByRole("button").filter({ hasText: "Copied" }).first().waitFor();
    return [clicked, await page.evaluate(() => navigator.clipboard.readText())];
  },
  async platform(page) {
    await page.goto(task.url + task.pages.image);
    await page.getByRole("link", { name: "linux/arm64" }).click();
    return page.locator(".command code").first().textContent();
  },
  async skipping(page) {
    await page.goto(task.url + task.pages.repository);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    return page.evaluate(() => document.activeElement.id);
  },
  // Whatever came into a page would not run.
  async injection(page) {
    await page.goto(task.url + task.pages.repository);
    return page.evaluate(() => {
      document.body.insertAdjacentHTML("beforeend", '<img src="x" onerror="window.ran = true">');
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      return window.ran === undefined;
    });
  },
};

const plainUses = {
  async "other clients without a script"(page) {
    await page.goto(task.url + task.pages.repository);
    await page.getByText("Other clients").first().click();
    return page.getByText(/^podman pull/).first().isVisible();
  },
};

const report = { views: [], accessibility: [], uses: {} };
for (const name of Object.keys(task.pages)) {
  for (const device of Object.keys(DEVICES)) {
    for (const colorScheme of ["light", "dark"]) {
      report.views.push(await view(name, device, colorScheme, true));
      report.accessibility.push(await accessibility(name, device, { colorScheme }));
    }
  }
  report.views.push(await view(name, "desktop", "light", false));
  report.accessibility.push(await accessibility(name, "desktop", { forcedColors: "active" }));
}
for (const [name, use] of Object.entries(uses)) {
  report.uses[name] = (await onPage({ reducedMotion: "reduce" }, use)).result;
}
for (const [name, use] of Object.entries(plainUses)) {
  report.uses[name] = (await onPage({ javaScriptEnabled: false }, use)).result;
}
await browser.close();
process.stdout.write(JSON.stringify(report));
