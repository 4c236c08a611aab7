// The own profile with the same fields, checks while typing, and saving; without drafts, approvals, a second language and what else Amend's
// own pane has. It signs in as Amend's does, by MSAL.js and the program around it.
import { Avatar, Button, Card, FluentProvider, MessageBar, MessageBarBody, Skeleton, SkeletonItem, Tab, TabList, Text, makeStyles, tokens,
  webDarkTheme, webLightTheme } from "@fluentui/react-components";
import { useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { ProfileField, meant, standing } from "./fields.jsx";
import { problemsOf } from "./checks.js";
import { profile as read, save } from "./server.js";

const useStyles = makeStyles({
  page: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, padding: tokens.spacingHorizontalM, minHeight: "100vh" },
  who: { display: "flex", gap: tokens.spacingHorizontalM, alignItems: "center" },
  bar: { position: "sticky", bottom: 0, display: "flex", gap: tokens.spacingHorizontalS, alignItems: "center", flexWrap: "wrap",
    padding: tokens.spacingVerticalM, backgroundColor: tokens.colorNeutralBackground1, boxShadow: tokens.shadow16 },
});
const titles = { person: "Person", work: "Work", contact: "Contact", place: "Place" };

function Pane() {
  const styles = useStyles();
  const [profile, setProfile] = useState(null);
  const [edits, setEdits] = useState({});
  const [notice, setNotice] = useState(null);
  const [saving, setSaving] = useState(false);
  useEffect(() => { read().then(setProfile, (error) => setNotice({ intent: "error", text: error.message })); }, []);
  const sections = useMemo(() => Object.groupBy(profile?.fields ?? [], (field) => field.section), [profile]);
  const problems = useMemo(() => Object.fromEntries((profile?.fields ?? []).filter((field) => field.key in edits)
    .map((field) => [field.key, problemsOf(field, edits[field.key])]).filter(([, found]) => found.length > 0)), [profile, edits]);
  const type = (field, texts) => setEdits((before) => {
    const { [field.key]: _, ...rest } = before;
    return JSON.stringify(meant(texts)) === JSON.stringify(standing(field)) ? rest : { ...rest, [field.key]: texts };
  });
  const submit = async (event) => {
    event.preventDefault();
    if (Object.keys(problems).length > 0) return;
    setSaving(true);
    try {
      const values = Object.fromEntries(Object.entries(edits).map(([key, texts]) => [key, meant(texts)]));
      setProfile(await save(profile.version, values));
      setNotice({ intent: "success", text: `${Object.keys(edits).length} change saved` });
      setEdits({});
    } catch (error) {
      setNotice({ intent: "error", text: error.message });
    }
    setSaving(false);
  };
  const count = Object.keys(edits).length;
  return (
    <form className={styles.page} onSubmit={submit} noValidate>
      <TabList selectedValue="profile"><Tab value="profile">My profile</Tab><Tab value="changes">My changes</Tab></TabList>
      {notice && <MessageBar intent={notice.intent}><MessageBarBody>{notice.text}</MessageBarBody></MessageBar>}
      {!profile && <Skeleton><SkeletonItem /><SkeletonItem /><SkeletonItem /></Skeleton>}
      {profile && <div className={styles.who}><Avatar name={profile.display_name} /><Text weight="semibold">{profile.display_name}</Text></div>}
      {Object.entries(sections).map(([name, fields]) => (
        <Card key={name}>
          <Text as="h2" weight="semibold">{titles[name] ?? name}</Text>
          {fields.map((field) => (
            <ProfileField key={field.key} field={field} texts={edits[field.key]} problems={problems[field.key]} onType={type} />
          ))}
        </Card>
      ))}
      {count > 0 && (
        <div className={styles.bar}>
          <Text>{count} unsaved {count === 1 ? "change" : "changes"}</Text>
          <Button appearance="primary" type="submit" disabled={saving}>Save</Button>
          <Button onClick={() => setEdits({})}>Discard</Button>
        </div>
      )}
    </form>
  );
}

const dark = matchMedia("(prefers-color-scheme: dark)").matches;
createRoot(document.getElementById("root")).render(
  <FluentProvider theme={dark ? webDarkTheme : webLightTheme}><Pane /></FluentProvider>,
);
