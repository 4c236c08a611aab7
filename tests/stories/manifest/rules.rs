//! What an add-in only manifest must be like, as functions over its text. Each finding begins with the word of its rule.

use roxmltree::{Document, Node};
use std::collections::BTreeSet;

use super::{order, pictures};

pub(super) const PANE: &str = "https://addin.example.org";
pub(super) const PORTAL: &str = "https://amend.example.org";
/// Amend's own id: whoever changes it makes a second add-in of it for everybody who has the first.
pub(super) const PRODUCT: &str = "9d3c4a52-6f0e-4c55-9a0b-2f6e1d7b8c41";

/// Where the button stands.
const SURFACES: [&str; 4] = [
    "MessageReadCommandSurface",
    "MessageComposeCommandSurface",
    "AppointmentAttendeeCommandSurface",
    "AppointmentOrganizerCommandSurface",
];
/// Elements that VersionOverrides 1.0 does not know.
const ONLY_IN_1_1: [&str; 3] = ["MobileFormFactor", "SupportsPinning", "SupportsNoItemContext"];
/// The pictures that a button needs, and those of a phone's, size and scale.
const SIZES: [u32; 3] = [16, 32, 80];
const PHONE: [(u32, u32); 9] = [(25, 1), (25, 2), (25, 3), (32, 1), (32, 2), (32, 3), (48, 1), (48, 2), (48, 3)];
const FRENCH: [&str; 2] = ["fr-FR", "fr-CA"];

/// What is wrong with a manifest, in words; `levels` of VersionOverrides are wanted.
pub(super) fn faults(text: &str, levels: usize) -> Vec<String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![format!("xml: {error}")],
    };
    let root = document.root_element();
    let mut faults: Vec<String> = root.descendants().filter(Node::is_element).filter_map(order::fault).collect();
    if text.contains("{{") {
        faults.push("placeholder: one is left".to_owned());
    }
    faults.extend(head_faults(root));
    faults.extend(root.descendants().filter(Node::is_element).flat_map(|node| address_faults(node)));
    faults.extend(root.descendants().filter(Node::is_element).flat_map(|node| length_faults(node)));
    let found: Vec<_> = root.descendants().filter(|node| node.has_tag_name_only("VersionOverrides")).collect();
    let kinds: Vec<_> = found.iter().filter_map(|level| order::kind(*level)).collect();
    if kinds != ["VersionOverridesV1_0", "VersionOverridesV1_1"][..levels] {
        faults.push(format!("levels: {kinds:?}"));
    }
    for level in found {
        faults.extend(level_faults(level));
    }
    faults
}

/// Names without a look at their namespace, which the order's table looks at.
trait Named {
    fn has_tag_name_only(&self, name: &str) -> bool;
}

impl Named for Node<'_, '_> {
    fn has_tag_name_only(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

fn head_faults(root: Node<'_, '_>) -> Vec<String> {
    let text = |name: &str| root.children().find(|node| node.has_tag_name_only(name)).and_then(|node| node.text());
    let mut faults = Vec::new();
    let version: Vec<Option<u32>> =
        text("Version").unwrap_or_default().split('.').map(|part| part.parse().ok()).collect();
    if version.len() != 4 || version.iter().any(|part| part.is_none_or(|part| part > 99_999)) || version[0] < Some(1) {
        faults.push(format!("version: {version:?} is not of four parts and 1.0 or more"));
    }
    if text("Id") != Some(PRODUCT) {
        faults.push(format!("id: {:?}", text("Id")));
    }
    if text("Permissions") != Some("Restricted") {
        faults.push(format!("permission: {:?} would let the pane read mail", text("Permissions")));
    }
    let domains: Vec<_> = root.descendants().filter(|node| node.has_tag_name_only("AppDomain")).collect();
    let domains: Vec<_> = domains.iter().filter_map(|node| node.text()).collect();
    if domains != [PANE, PORTAL] {
        faults.push(format!("domains: {domains:?}"));
    }
    let needs: BTreeSet<_> = root
        .descendants()
        .filter(|node| node.has_tag_name_only("Set") || node.has_tag_name_only("Sets"))
        .filter_map(|node| node.attribute("MinVersion").or(node.attribute("DefaultMinVersion")))
        .collect();
    if needs != BTreeSet::from(["1.3"]) {
        faults.push(format!(
            "requirements: Mailbox {needs:?}; buttons need 1.3, and Exchange on-premises has not much more"
        ));
    }
    faults
}

/// HTTPS, the pane's origin (help is on the portal), and for the page the very address that is served.
fn address_faults(node: Node<'_, '_>) -> Vec<String> {
    let name = node.tag_name().name();
    let values = node.attributes().filter(|attribute| ["DefaultValue", "Value"].contains(&attribute.name()));
    let mut faults = Vec::new();
    for value in values.map(|attribute| attribute.value()) {
        let is_address =
            value.contains("://") || ["IconUrl", "HighResolutionIconUrl", "SupportUrl", "Url"].contains(&name);
        let origin = if name == "SupportUrl" { PORTAL } else { PANE };
        if is_address && !value.starts_with(&format!("{origin}/")) {
            faults.push(format!("address: {value} is not below {origin}"));
        }
        if ["SourceLocation", "Url"].contains(&name) && value != format!("{PANE}/") {
            faults.push(format!("page: {value} is not the pane's page"));
        }
        let wanted = match name {
            "IconUrl" => Some(64),
            "HighResolutionIconUrl" => Some(128),
            _ => None,
        };
        faults.extend(wanted.and_then(|wanted| pictures::fault(value, PANE, wanted)));
    }
    faults
}

/// Texts are as long as Outlook takes them, not blank, and French where they are in words.
fn length_faults(node: Node<'_, '_>) -> Vec<String> {
    let is_in = |list: &str| node.parent().is_some_and(|parent| parent.has_tag_name_only(list));
    let longest = match node.tag_name().name() {
        "String" if is_in("ShortStrings") => 125,
        "DisplayName" => 125,
        "String" | "Description" => 250,
        _ => return Vec::new(),
    };
    let overrides: Vec<_> = node.children().filter(|child| child.has_tag_name_only("Override")).collect();
    let locales: Vec<_> = overrides.iter().filter_map(|one| one.attribute("Locale")).collect();
    let values =
        node.attribute("DefaultValue").into_iter().chain(overrides.iter().filter_map(|one| one.attribute("Value")));
    let mut faults: Vec<String> = values
        .filter(|value| value.trim().is_empty() || value.chars().count() > longest)
        .map(|value| format!("length: {} characters are not within 1 and {longest}", value.chars().count()))
        .collect();
    let is_name = node.attribute("DefaultValue") == Some("Amend");
    let is_resource = node.attribute("resid").is_some();
    if !is_resource && !is_name && locales != FRENCH {
        faults.push(format!("languages: {:?} has {locales:?}", node.attribute("DefaultValue")));
    }
    faults
}

/// One level of VersionOverrides, without the one inside.
fn level_faults(level: Node<'_, '_>) -> Vec<String> {
    let own =
        |node: &Node<'_, '_>| node.ancestors().find(|above| above.has_tag_name_only("VersionOverrides")) == Some(level);
    let nodes: Vec<_> = level.descendants().filter(Node::is_element).filter(own).collect();
    let is_newer = order::kind(level) == Some("VersionOverridesV1_1");
    let mut faults = resource_faults(&nodes);
    let points: Vec<_> = nodes.iter().filter(|node| node.has_tag_name_only("ExtensionPoint")).collect();
    let mut wanted = SURFACES.to_vec();
    wanted.extend(is_newer.then_some("MobileMessageReadCommandSurface"));
    let found: Vec<_> = points.iter().filter_map(|point| order::kind(**point)).collect();
    if found != wanted {
        faults.push(format!("surfaces: {found:?}"));
    }
    for name in ONLY_IN_1_1.iter().filter(|_| !is_newer) {
        faults.extend(
            nodes.iter().find(|node| node.has_tag_name_only(name)).map(|_| format!("levels: {name} is none of 1.0")),
        );
    }
    for point in points {
        let says =
            |name: &str| point.descendants().any(|node| node.has_tag_name_only(name) && node.text() == Some("true"));
        let kind = order::kind(*point).unwrap_or_default();
        let is_right = (says("SupportsPinning") == (is_newer && kind.starts_with("Message")))
            && (says("SupportsNoItemContext") == (is_newer && kind == SURFACES[0]));
        faults.extend((!is_right).then(|| format!("pinning: {kind}")));
    }
    faults
}

/// What is named is there, what is there is named, nothing is there twice, and pictures have the size that they are asked for in.
fn resource_faults(nodes: &[Node<'_, '_>]) -> Vec<String> {
    let named: BTreeSet<_> = nodes.iter().filter_map(|node| node.attribute("resid")).collect();
    let is_resource = |node: &&Node<'_, '_>| node.ancestors().any(|above| above.has_tag_name_only("Resources"));
    let defined: BTreeSet<_> = nodes.iter().filter(is_resource).filter_map(|node| node.attribute("id")).collect();
    let mut faults: Vec<String> =
        named.symmetric_difference(&defined).map(|id| format!("resource: {id} is only on one side")).collect();
    let tabs = |node: &&Node<'_, '_>| !node.has_tag_name_only("OfficeTab");
    let ids: Vec<_> = nodes.iter().filter(tabs).filter_map(|node| node.attribute("id")).collect();
    faults.extend(ids.iter().filter(|id| id.chars().count() > 32).map(|id| format!("length: {id} is longer than 32")));
    let mut seen = BTreeSet::new();
    faults.extend(ids.iter().filter(|id| !seen.insert(**id)).map(|id| format!("twice: {id}")));
    for icon in nodes.iter().filter(|node| node.has_tag_name_only("Icon")) {
        faults.extend(icon_faults(*icon, nodes));
    }
    faults
}

fn icon_faults(icon: Node<'_, '_>, nodes: &[Node<'_, '_>]) -> Vec<String> {
    let number = |image: Node<'_, '_>, name: &str| image.attribute(name).and_then(|text| text.parse::<u32>().ok());
    let mut faults = Vec::new();
    let mut found = BTreeSet::new();
    for image in icon.children().filter(Node::is_element) {
        let (size, scale) = (number(image, "size").unwrap_or_default(), number(image, "scale").unwrap_or(1));
        found.insert((size, scale));
        let id = image.attribute("resid");
        let defined = nodes.iter().find(|node| node.attribute("id") == id && node.attribute("DefaultValue").is_some());
        let address = defined.and_then(|node| node.attribute("DefaultValue")).unwrap_or_default();
        faults.extend(pictures::fault(address, PANE, size * scale));
    }
    let is_complete = match order::kind(icon) {
        Some(_) => found == BTreeSet::from(PHONE),
        None => SIZES.iter().all(|size| found.contains(&(*size, 1))),
    };
    faults.extend((!is_complete).then(|| format!("sizes: an icon has {found:?}")));
    faults
}
