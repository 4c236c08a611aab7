//! The add-in manifest holds what Outlook checks only when somebody installs it: order, addresses, names, pictures.

use roxmltree::{Document, Node};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The address that stands for the server's.
const ORIGIN: &str = "https://amend.invalid";

/// The children of the root in the only order that Outlook takes.
const ORDER: [&str; 16] = [
    "Id",
    "Version",
    "ProviderName",
    "DefaultLocale",
    "DisplayName",
    "Description",
    "IconUrl",
    "HighResolutionIconUrl",
    "SupportUrl",
    "AppDomains",
    "Hosts",
    "Requirements",
    "FormSettings",
    "Permissions",
    "Rule",
    "VersionOverrides",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(1).unwrap().join("manifest")
}

fn manifest() -> String {
    std::fs::read_to_string(folder().join("manifest.xml")).unwrap()
}

fn elements<'a>(node: Node<'a, 'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(Node::is_element)
}

/// What is wrong with a manifest, in words.
fn faults(text: &str) -> Vec<String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![format!("it is no XML: {error}")],
    };
    let mut faults = Vec::new();
    let known = |node: &Node<'_, '_>| node.tag_name().name() != "DisableEntityHighlighting";
    let names: Vec<_> = elements(document.root_element()).filter(known).map(|node| node.tag_name().name()).collect();
    if names != ORDER {
        faults.push(format!("the order of the root's children is {names:?}"));
    }
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        for attribute in node.attributes().filter(|attribute| attribute.name() == "DefaultValue") {
            let (value, longest) = (attribute.value(), if node.has_tag_name("String") { longest(node) } else { 250 });
            if value.contains("://") && !value.starts_with(ORIGIN) {
                faults.push(format!("{name}: {value} is not below {ORIGIN}"));
            }
            if let Some(picture) = value.strip_prefix(&format!("{ORIGIN}/icons/")) {
                faults.extend(picture_fault(node, picture));
            }
            if value.chars().count() > longest {
                faults.push(format!("{name}: longer than {longest}: {value}"));
            }
        }
        if name == "VersionOverrides" {
            faults.extend(resource_faults(node));
        }
    }
    faults
}

/// The most characters that Outlook takes for a text.
fn longest(text: Node<'_, '_>) -> usize {
    if text.parent().is_some_and(|list| list.tag_name().name() == "ShortStrings") { 125 } else { 250 }
}

/// Every picture is there, in the size that its name says.
fn picture_fault(node: Node<'_, '_>, picture: &str) -> Option<String> {
    let size: u32 = picture.strip_prefix("amend-")?.strip_suffix(".png")?.parse().ok()?;
    let bytes = std::fs::read(folder().join("icons").join(picture)).unwrap_or_default();
    let wanted = match node.tag_name().name() {
        "IconUrl" => 64,
        "HighResolutionIconUrl" => 128,
        _ => node.attribute("id")?.strip_prefix("icon")?.parse().ok()?,
    };
    // The PNG header (ISO 15948): signature, length, "IHDR", width, height.
    let side = |at: usize| bytes.get(at..at + 4).map(|four| u32::from_be_bytes(four.try_into().unwrap()));
    let is_right = size == wanted && side(16) == Some(size) && side(20) == Some(size);
    (!is_right).then(|| format!("{picture} is not a picture of {wanted} pixels"))
}

/// Each level of VersionOverrides names what it defines, defines what it names, and names no control twice.
fn resource_faults(level: Node<'_, '_>) -> Vec<String> {
    let own = |node: &Node<'_, '_>| {
        node.ancestors().find(|above| above.tag_name().name() == "VersionOverrides") == Some(level)
    };
    let nodes: Vec<_> = level.descendants().filter(Node::is_element).filter(own).collect();
    let named: BTreeSet<_> = nodes.iter().filter_map(|node| node.attribute("resid")).collect();
    let is_resource = |node: &&Node<'_, '_>| node.ancestors().any(|above| above.tag_name().name() == "Resources");
    let defined: BTreeSet<_> = nodes.iter().filter(is_resource).filter_map(|node| node.attribute("id")).collect();
    let mut faults: Vec<String> =
        named.symmetric_difference(&defined).map(|id| format!("resource {id} is only on one side")).collect();
    let controls: Vec<_> = nodes
        .iter()
        .filter(|node| node.tag_name().name() == "Control")
        .filter_map(|node| node.attribute("id"))
        .collect();
    if controls.iter().collect::<BTreeSet<_>>().len() != controls.len() {
        faults.push(format!("a control is there twice: {controls:?}"));
    }
    for icon in nodes.iter().filter(|node| node.tag_name().name() == "Icon") {
        let sizes: BTreeSet<_> = elements(*icon).filter_map(|image| image.attribute("size")).collect();
        if !["16", "32", "80"].iter().all(|size| sizes.contains(size)) {
            faults.push(format!("an icon lacks a size that Outlook asks for: {sizes:?}"));
        }
    }
    faults
}

#[test]
fn the_manifest_is_sound() {
    assert_eq!(faults(&manifest()), Vec::<String>::new());
    assert!(manifest().contains("<Permissions>Restricted</Permissions>"), "the pane reads nothing of the mail");
}

#[test]
fn a_spoilt_manifest_is_found_out() {
    let spoilt = |from: &str, to: &str| {
        let text = manifest();
        assert!(text.contains(from), "{from}");
        faults(&text.replacen(from, to, 1)).len()
    };
    assert!(spoilt("<bt:Url id=\"paneUrl\"", "<bt:Url id=\"other\"") > 0);
    assert!(spoilt("https://amend.invalid/pane", "http://amend.invalid/pane") > 0);
    assert!(spoilt("amend-64.png", "amend-65.png") > 0);
    assert!(spoilt("amend-64.png", "amend-80.png") > 0);
    assert!(spoilt("<bt:Image size=\"80\" resid=\"icon80\"/>", "") > 0);
    assert!(spoilt("amendComposeButton", "amendReadButton") > 0);
    assert!(spoilt("My profile", &"long ".repeat(40)) > 0);
    assert!(spoilt("<Version>1.0.0.0</Version>", "") > 0);
    assert!(spoilt("</OfficeApp>", "") > 0);
}
