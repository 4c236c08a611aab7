// One field by its kind.
import { Field, InfoLabel, Input, InteractionTag, InteractionTagPrimary, InteractionTagSecondary, Select, TagGroup, Textarea,
} from "@fluentui/react-components";
import { memo, useState } from "react";
import { countries } from "./countries.js";

/** What stands in a field: what was proposed last, while that is on its way, or the value in force. */
export function standing(field) {
  const isOnItsWay = ["pending", "approved", "exported"].includes(field.change?.state);
  const value = isOnItsWay ? field.change.new : field.value;
  return value ?? null;
}

/** Typed texts as a value. */
export function meant(texts) {
  const kept = texts.map((text) => text.trim()).filter(Boolean);
  return kept.length === 0 ? null : kept.length === 1 ? kept[0] : kept;
}

export const ProfileField = memo(function ProfileField({ field, texts, problems, onType }) {
  const shown = texts ?? [standing(field) ?? []].flat();
  const label = field.labels[navigator.language.split("-")[0]] ?? field.labels.en;
  const type = (next) => onType(field, next);
  const hint = field.lock && { children: label, info: "Managed by the directory. Ask those who maintain it to change it there." };
  return (
    <Field label={hint ? { children: (_, props) => <InfoLabel {...props} info={hint.info}>{label}</InfoLabel> } : label}
      required={field.rules?.mandatory} validationMessage={problems?.[0]} validationState={problems ? "error" : "none"}
      hint={field.change?.state === "pending" ? "Waits for approval" : undefined}>
      {field.lock ? <Input readOnly value={field.shown ?? shown.join(", ")} /> : control(field, shown, type)}
    </Field>
  );
});

function control(field, texts, type) {
  const value = texts[0] ?? "";
  if (field.many) return <Many texts={texts} type={type} />;
  if (["choice", "yes_no", "country"].includes(field.kind)) {
    return (
      <Select value={value} onChange={(_, { value: next }) => type([next])}>
        <option value="">Choose…</option>
        {choices(field).map(([text, name]) => <option key={text} value={text}>{name}</option>)}
      </Select>
    );
  }
  if (field.rules?.max_chars >= 500) return <Textarea value={value} onChange={(_, { value: next }) => type([next])} />;
  const kind = { date: "date", phone: "tel" }[field.kind] ?? "text";
  return <Input type={kind} value={value} onChange={(_, { value: next }) => type([next])} />;
}

function choices(field) {
  if (field.kind === "yes_no") return [["TRUE", "Yes"], ["FALSE", "No"]];
  if (field.kind === "country") return countries();
  return (field.rules?.choices ?? []).map((choice) => [choice, choice]);
}

function Many({ texts, type }) {
  const [next, setNext] = useState("");
  const add = () => {
    if (next.trim() && !texts.includes(next.trim())) type([...texts, next.trim()]);
    setNext("");
  };
  return (
    <>
      <TagGroup onDismiss={(_, { value }) => type(texts.filter((text) => text !== value))}>
        {texts.map((text) => (
          <InteractionTag key={text} value={text}>
            <InteractionTagPrimary>{text}</InteractionTagPrimary><InteractionTagSecondary aria-label={`Remove ${text}`} />
          </InteractionTag>
        ))}
      </TagGroup>
      <Input value={next} onChange={(_, { value }) => setNext(value)} onBlur={add}
        onKeyDown={(event) => { if (event.key === "Enter" && next.trim()) { event.preventDefault(); add(); } }} />
    </>
  );
}
