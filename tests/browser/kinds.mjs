// The kinds that are more than a line to type, as an employee edits them: a picture chosen, cut by keyboard and pointer and sent; a phone number that is
// understood; a country by its name; a manager found by typing and chosen by keyboard; a list whose order counts. Then an administrator looks at what
// was proposed. Ends with the accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_ADMIN, AMEND_PASSWORD   who does it
// AMEND_SHOTS  folder for the screenshots
import { deflateSync } from "node:zlib";
import { inBothColours, lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_ADMIN: admin, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const findings = [];
const looks = inBothColours(1280, 320, 768);
const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, looks)));

function crc(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

// A face of sorts on a wide ground, as a PNG.
function drawn(width, height) {
  const lines = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = y * (width * 3 + 1) + 1 + x * 3;
      const near = Math.hypot(x - width * 0.7, y - height * 0.45) < height * 0.25;
      const colour = near ? [236, 200, 176] : [90 + (x * 100) / width, 140, 200 - (y * 90) / height];
      colour.forEach((part, offset) => { lines[place + offset] = part; });
    }
  }
  const chunk = (name, body) => {
    const named = Buffer.concat([Buffer.from(name), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc(named));
    return Buffer.concat([length, named, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([mark, chunk("IHDR", head), chunk("IDAT", deflateSync(lines)), chunk("IEND", Buffer.alloc(0))]);
}

await perform({ findings, shots, name: "kinds" }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  await signIn(page, user, password);
  await page.goto("/");
  await settled(page);

  // A picture: what is none is said to be none; then one is chosen and cut.
  const picture = page.getByLabel(/^Choose another picture|^Choose a picture/);
  await picture.setInputFiles({ name: "cv.jpg", mimeType: "image/jpeg", buffer: Buffer.from("hello") });
  const dialog = page.getByRole("dialog");
  await dialog.getByText("This is no picture that can be read.").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await picture.setInputFiles({ name: "me.png", mimeType: "image/png", buffer: drawn(900, 600) });
  await dialog.getByText("Becomes 400 × 400 pixels").waitFor();
  const size = dialog.getByLabel("Size of the part");
  await size.fill("300");
  await dialog.getByText("Becomes 300 × 300 pixels").waitFor();
  const across = dialog.getByLabel("From left to right");
  const before = await across.inputValue();
  await across.press("ArrowRight");
  if (Number(await across.inputValue()) !== Number(before) + 1) findings.push("the keyboard does not move the part");
  const box = await dialog.locator(".crop-stage").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 80, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  if (Number(await across.inputValue()) < Number(before) + 40) findings.push("the mouse does not move the part");
  await look(page, "crop");
  await dialog.getByRole("button", { name: "Use this part" }).click();
  await page.getByText(/Ready to save: 300 × 300 pixels/).waitFor();

  await page.getByLabel("Phone", { exact: true }).fill("22 33 44 55");
  await page.getByText("Understood as +4722334455").waitFor();
  await page.getByLabel("Mobile phone", { exact: true }).fill("ask me");
  await page.getByText("This does not look like a phone number.").waitFor();
  await page.getByLabel("Country", { exact: true }).selectOption({ label: "Sweden" });

  const manager = page.getByRole("group", { name: /Manager/ }).getByRole("combobox");
  await manager.fill("anna");
  await page.getByRole("option").first().waitFor();
  await manager.press("ArrowDown");
  await look(page, "manager");
  const chosen = await page.locator(".offer.at span").first().innerText();
  await manager.press("Enter");
  await page.getByRole("group", { name: /Manager/ }).locator(".chip", { hasText: chosen }).waitFor();

  const list = page.getByRole("group", { name: /Call first/ });
  for (const text of ["desk", "mobile"]) {
    await list.getByRole("textbox").fill(text);
    await list.getByRole("textbox").press("Enter");
    await list.locator(".chip", { hasText: text }).waitFor();
  }
  await list.getByRole("textbox").fill("DESK");
  await list.getByText("“desk” is there already.").waitFor();
  await look(page, "fields");
  await list.getByRole("textbox").fill("");
  await list.getByRole("button", { name: "Move mobile up" }).click();
  const order = await list.locator(".chip span:first-child").allInnerTexts();
  if (order.join() !== "mobile,desk") findings.push(`the order is ${order}`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(/changes saved/).waitFor();
  const phone = await page.getByLabel("Phone", { exact: true }).inputValue();
  if (phone !== "+47 22 33 44 55") findings.push(`the phone number is stored as ${phone}`);
  await page.getByText("In force now:", { exact: true }).waitFor();
  await look(page, "saved");
  findings.push(...problems);

  const { page: desk, problems: others } = await open(browser, { url });
  desk.setDefaultTimeout(20_000);
  await signIn(desk, admin, password);
  await desk.goto("/approvals");
  await settled(desk);
  const card = desk.locator("article", { hasText: "Photo" }).first();
  await card.locator("img.photo").nth(1).waitFor();
  const loaded = await card.locator("img.photo").evaluateAll((all) => all.every((one) => one.complete && one.naturalWidth > 0));
  if (!loaded) findings.push("the pictures on the card are not there");
  await look(desk, "decide");
  findings.push(...others);
});
