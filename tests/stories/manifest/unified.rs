//! The unified (JSON) manifest: Microsoft's own schemas, and beside them what those let through: dangling actions, bogus permissions, plain HTTP,
//! pictures of another size, translations of texts that are not there.

use amend_tests::{browser, scratch::Scratch};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use super::{
    pictures, printed,
    rules::{PANE, PORTAL, PRODUCT},
};

/// A manifest and its translation.
fn both() -> (Value, Value) {
    let read = |kind: &str| serde_json::from_str::<Value>(&printed(kind)).unwrap();
    (read("json"), read("json-fr"))
}

/// The texts at a path such as `/extensions/0/ribbons/*/contexts`; a star stands for every element.
fn all<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    match path.split_once("/*") {
        None => value.pointer(path).into_iter().collect(),
        Some((head, rest)) => {
            let list = value.pointer(head).and_then(Value::as_array);
            list.into_iter().flatten().flat_map(|one| all(one, rest)).collect()
        }
    }
}

const CONTROLS: &str = "/extensions/0/ribbons/*/tabs/*/groups/*/controls/*";

/// What is wrong, in words.
fn faults(manifest: &Value, translation: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut holds = |is_so: bool, rule: &str| {
        if !is_so {
            faults.push(rule.to_owned());
        }
    };
    let texts = |path: &str| -> Vec<&str> { all(manifest, path).into_iter().filter_map(Value::as_str).collect() };
    holds(manifest["id"] == PRODUCT, "id");
    let version: Vec<Option<u32>> =
        manifest["version"].as_str().unwrap_or_default().split('.').map(|part| part.parse().ok()).collect();
    holds(version.len() == 3 && version.iter().all(Option::is_some) && version[0] >= Some(1), "version");
    holds(!manifest.to_string().contains("{{"), "placeholder");
    let permissions = &manifest["authorization"]["permissions"]["resourceSpecific"];
    holds(*permissions == json!([{ "name": "MailboxItem.Restricted.User", "type": "Delegated" }]), "permission");
    let hosts = [PANE, PORTAL].map(|origin| origin.trim_start_matches("https://"));
    holds(manifest["validDomains"] == json!(hosts), "domains");
    holds(texts("/extensions/0/runtimes/*/code/page") == [format!("{PANE}/")], "page");
    let on_portal = ["websiteUrl", "privacyUrl", "termsOfUseUrl"].map(|key| &manifest["developer"][key]);
    holds(on_portal.iter().all(|address| **address == format!("{PORTAL}/")), "portal");
    let contexts = texts("/extensions/0/ribbons/*/contexts/*");
    let wanted = ["mailRead", "mailCompose", "meetingDetailsAttendee", "meetingDetailsOrganizer"];
    holds(contexts == wanted, "contexts");
    let actions = texts("/extensions/0/runtimes/*/actions/*/id");
    let used = texts(&format!("{CONTROLS}/actionId"));
    let as_set = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<BTreeSet<_>>();
    holds(as_set(&actions) == as_set(&used), "actions");
    let groups = texts("/extensions/0/ribbons/*/tabs/*/groups/*/id");
    let ids = [actions, groups, texts(&format!("{CONTROLS}/id"))].concat();
    holds(as_set(&ids).len() == ids.len(), "twice");
    for control in all(manifest, CONTROLS) {
        let icons = all(control, "/icons/*");
        let sizes: Vec<_> = icons.iter().filter_map(|icon| icon["size"].as_u64()).collect();
        holds(sizes == [16, 32, 80], "sizes");
        for (icon, size) in icons.iter().zip(sizes) {
            let address = icon["url"].as_str().unwrap_or_default();
            holds(pictures::fault(address, PANE, u32::try_from(size).unwrap()).is_none(), "picture");
        }
    }
    // A key such as `extensions[0].ribbons[1]…label` leads to the text that it translates.
    let leads_to =
        |key: &str| manifest.pointer(&format!("/{}", key.replace('[', "/").replace(']', "").replace('.', "/")));
    let translated = translation.as_object().unwrap().iter().filter(|(key, _)| *key != "$schema");
    for (key, text) in translated {
        let (first, second) = (leads_to(key).and_then(Value::as_str), text.as_str());
        holds(first.is_some() && second.is_some_and(|text| !text.is_empty()), "translation");
    }
    let labels = all(manifest, CONTROLS).len() * 3;
    holds(translation.as_object().unwrap().len() == 1 + 4 + labels, "translation");
    let languages = &manifest["localizationInfo"]["additionalLanguages"];
    holds(*languages == json!([{ "languageTag": "fr", "file": "fr.json" }]), "languages");
    faults
}

/// M3: Microsoft's validator takes both files and finds what is put wrong; so do the rules that it does not have.
#[test]
fn the_unified_manifest_is_sound() {
    let (manifest, translation) = both();
    assert_eq!(faults(&manifest, &translation), Vec::<String>::new());
    let of_schema = [
        ("/name/short", json!("a".repeat(31))),
        ("/id", json!("9d3c4a52")),
        ("/accentColor", json!("teal")),
        ("/extensions/0/ribbons/0/contexts/0", json!("mailReed")),
        ("/extensions/0/runtimes/0/actions/0/pinnable", json!("yes")),
        ("/manifestVersion", json!("1.16")),
        ("/version", json!(2)),
    ];
    let scratch = Scratch::new("unified").unwrap();
    let write = |name: &str, value: &Value| std::fs::write(scratch.path().join(name), value.to_string()).unwrap();
    write("outlook.json", &manifest);
    write("fr.json", &translation);
    for (number, (path, value)) in of_schema.iter().enumerate() {
        let mut spoilt = manifest.clone();
        *spoilt.pointer_mut(path).unwrap() = value.clone();
        write(&format!("spoilt-{number}.json"), &spoilt);
    }
    let mut spoilt = translation;
    spoilt["extensions[0].ribbons[0].label"] = json!("Mon profil");
    write("spoilt-fr.json", &spoilt);
    let folder = scratch.path().display().to_string();
    let said = browser::run_script("app_manifest.mjs", &[("AMEND_MANIFESTS", &folder)]).unwrap();
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said.as_object().unwrap().len(), of_schema.len() + 3);
    for (name, found) in said.as_object().unwrap() {
        assert_eq!(found != &json!([]), name.starts_with("spoilt"), "{name}: {found}");
    }
}

#[test]
fn a_spoilt_unified_manifest_is_found_out() {
    let (manifest, translation) = both();
    let control = "/extensions/0/ribbons/2/tabs/0/groups/0/controls/0";
    let http = format!("http{}/", PANE.trim_start_matches("https"));
    for (rule, path, value) in [
        ("page", "/extensions/0/runtimes/0/code/page".to_owned(), json!(http)),
        ("portal", "/developer/websiteUrl".to_owned(), json!(PANE)),
        ("actions", format!("{control}/actionId"), json!("dangling")),
        ("permission", "/authorization/permissions/resourceSpecific/0/name".to_owned(), json!("Mailbox.Everything")),
        ("domains", "/validDomains/1".to_owned(), json!("https://amend.example.org")),
        ("sizes", format!("{control}/icons/2/size"), json!(64)),
        ("picture", format!("{control}/icons/1/url"), json!(format!("{PANE}/icons/amend-16.png"))),
        ("version", "/version".to_owned(), json!("0.1.0")),
        ("id", "/id".to_owned(), json!("9d3c4a52-6f0e-4c55-9a0b-2f6e1d7b8c42")),
        ("twice", format!("{control}/id"), json!("readButton")),
        ("contexts", "/extensions/0/ribbons/3/contexts/0".to_owned(), json!("mailRead")),
        ("placeholder", "/description/full".to_owned(), json!("{{pane}}")),
        ("languages", "/localizationInfo/additionalLanguages/0/file".to_owned(), json!("french.json")),
    ] {
        let mut spoilt = manifest.clone();
        *spoilt.pointer_mut(&path).unwrap() = value;
        let found = faults(&spoilt, &translation);
        assert!(found.iter().any(|one| one == rule), "{rule} at {path}: {found:?}");
    }
    let mut spoilt = translation;
    spoilt["extensions[0].ribbons[7].tabs[0].groups[0].controls[0].label"] = json!("Mon profil");
    assert!(faults(&manifest, &spoilt).contains(&"translation".to_owned()));
}
