// node foreign.js CHROMIUM PAGE SERVER TOKEN KEY: opens foreign.html at the address PAGE and prints what it logs.
const { chromium } = require("playwright-core");
const path = require("path");
const [executablePath, address, server, token, key] = process.argv.slice(2);

async function drive() {
  const browser = await chromium.launch({
    executablePath,
    // Rebinding: a name of the page's own leads to this machine. The browser's own guard of local networks is off: the server has to hold without it.
    args: ["--no-sandbox", "--host-resolver-rules=MAP *.example 127.0.0.1", "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"],
  });
  try {
    const page = await browser.newPage();
    // The page comes from where it says, and from nowhere else does anything: all other requests reach the server.
    await page.route(`${address}/foreign.html*`, (route) => route.fulfill({ path: path.join(__dirname, "foreign.html") }));
    await page.goto(`${address}/foreign.html?${new URLSearchParams({ server, token, key })}`);
    await page.waitForFunction(() => /^(done|failed.*)$/m.test(document.getElementById("log").textContent), null, { timeout: 60000 });
    console.log(await page.textContent("#log"));
  } finally {
    await browser.close();
  }
}

drive().catch((e) => {
  console.error(e);
  process.exit(1);
});
