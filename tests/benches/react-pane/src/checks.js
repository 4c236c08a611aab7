// What is wrong with typed texts, by the rules that the profile brings along.
export function problemsOf(field, texts) {
  const { mandatory, max_chars: most, pattern, choices } = field.rules ?? {};
  const kept = texts.map((text) => text.trim()).filter(Boolean);
  const problems = [];
  if (mandatory && kept.length === 0) problems.push("This field must not be empty.");
  for (const text of kept) {
    if (most && [...text].length > most) problems.push(`At most ${most} characters.`);
    if (pattern && !new RegExp(`^(?:${pattern.pattern ?? pattern})$`, "u").test(text)) problems.push("This does not have the expected form.");
    if (choices?.length && !choices.includes(text)) problems.push("Choose one of the list.");
    if (field.kind === "url" && !/^https?:\/\/[^\s/]+/i.test(text)) problems.push("An address begins with http:// or https://.");
    if (field.kind === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) problems.push("This is no e-mail address.");
    if (field.kind === "date" && Number.isNaN(Date.parse(text))) problems.push("This is no date.");
  }
  return problems;
}
