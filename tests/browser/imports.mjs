// A file of people as an administrator hands it in: a workbook is refused with the way out, a CSV file is read, a column is put right, the rows are
// looked at, carried out and taken back. Ends with the accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_SHOTS  folder for the screenshots
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const findings = [];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, [[1280, false], [320, false], [768, false]])));

const lines = [
  "E-mail;Name shown;Job title;Rom",
  "gudrun.gast@example.test;Gudrun Gast;Guest;4.01",
  "emma.larsen@example.test;;Account Manager;4.02",
  "no address;Nobody;;",
  ";Keyless;;",
];
const csv = { name: "new people.csv", mimeType: "text/csv", buffer: Buffer.from(`\uFEFF${lines.join("\r\n")}\r\n`) };
const workbook = { name: "people.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("PK\u0003\u0004....") };

await perform({ findings, shots, name: "imports" }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  const button = (name) => page.getByRole("button", { name, exact: true });
  await signIn(page, user, password);
  await page.goto("/people");
  await settled(page);
  await page.getByRole("link", { name: "Import a file" }).click();
  await page.getByRole("heading", { level: 1, name: "Import a file" }).waitFor();
  await page.getByText("No file was handed in yet").waitFor();
  await page.getByText("Columns that are understood").click();
  await page.getByRole("cell", { name: "employee_number", exact: true }).waitFor();
  await look(page, "start");
  await button("Read the file").click();
  await page.getByText("Choose a file first.").waitFor();
  const refusedBefore = problems.length;
  await page.getByLabel("CSV file").setInputFiles(workbook);
  await button("Read the file").click();
  await page.getByText(/CSV UTF-8 \(Comma delimited\)/).waitFor();
  // The browser itself notes that the server said no, as it should.
  problems.splice(refusedBefore);
  await look(page, "workbook");

  await page.getByLabel("CSV file").setInputFiles(csv);
  await button("Read the file").click();
  await page.getByRole("heading", { level: 1, name: "new people.csv" }).waitFor();
  await page.getByText("To be looked at").waitFor();
  await page.getByText("perhaps Room?").waitFor();
  await look(page, "preview");
  await page.getByLabel(/“Rom” is/).selectOption({ label: "Room" });
  await button("Compare anew").click();
  await page.getByText("4.02").first().waitFor();
  await button("Refused 2").click();
  await page.getByText("The key is blank. Fill it in.").waitFor();
  await look(page, "refused");
  await button("Carry it out").click();
  await page.getByText("Refused rows as a file").waitFor();
  await page.locator(".run-line .badge.good").waitFor();
  await button("Changed 1").click();
  await page.getByText("Account Manger").waitFor();
  await look(page, "done");
  await page.getByRole("link", { name: "Emma Larsen" }).click();
  await page.getByRole("heading", { level: 1, name: "Emma Larsen" }).waitFor();
  await settled(page);
  await page.goBack();
  await button("Take it all back").click();
  await page.getByRole("dialog").getByText(/Values become what they were/).waitFor();
  await look(page, "ask");
  await page.getByRole("dialog").getByRole("button", { name: "Take it all back" }).click();
  await page.locator(".run-line .badge", { hasText: /^Taken back$/ }).waitFor();
  await look(page, "undone");
  await page.getByRole("link", { name: "Back to the imports" }).click();
  await page.getByRole("link", { name: "new people.csv" }).waitFor();
  await look(page, "history");
  findings.push(...problems);
});
