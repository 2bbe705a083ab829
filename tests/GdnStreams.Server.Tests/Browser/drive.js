// node drive.js CHROMIUM HTTPS-PORT: opens page.html and prints what it logs.
const { chromium } = require("playwright-core");
const path = require("path");
const [executablePath, port] = process.argv.slice(2);

async function drive() {
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--host-resolver-rules=MAP api-localhost 127.0.0.1", "--ignore-certificate-errors"],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`file://${path.join(__dirname, "page.html")}?host=api-localhost:${port}`);
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
