//! Which children an element of the add-in only manifest has, in the only order that Outlook takes ([MS-OWEMXML], its schemas). What is not in the
//! table has none, so an element in the wrong place, one too many and one unknown are all found.

use roxmltree::Node;

/// The namespaces and how the table calls them; both levels of VersionOverrides have the same elements.
const NAMESPACES: [(&str, &str); 4] = [
    ("http://schemas.microsoft.com/office/appforoffice/1.1", "app"),
    ("http://schemas.microsoft.com/office/mailappversionoverrides", "over"),
    ("http://schemas.microsoft.com/office/mailappversionoverrides/1.1", "over"),
    ("http://schemas.microsoft.com/office/officeappbasictypes/1.0", "bt"),
];

/// Element and children: `?` may be missing, `+` is there once or more, `*` any number. Where a type decides, it stands behind the name.
const CHILDREN: [(&str, &str); 39] = [
    (
        "app:OfficeApp MailApp",
        "app:Id app:Version app:ProviderName app:DefaultLocale app:DisplayName app:Description app:IconUrl \
         app:HighResolutionIconUrl app:SupportUrl app:AppDomains app:Hosts app:Requirements app:FormSettings app:Permissions \
         app:Rule app:DisableEntityHighlighting over:VersionOverrides",
    ),
    ("app:DisplayName", "app:Override*"),
    ("app:Description", "app:Override*"),
    ("app:AppDomains", "app:AppDomain+"),
    ("app:Hosts", "app:Host"),
    ("app:Requirements", "app:Sets"),
    ("app:Sets", "app:Set"),
    ("app:FormSettings", "app:Form app:Form"),
    ("app:Form ItemRead", "app:DesktopSettings"),
    ("app:Form ItemEdit", "app:DesktopSettings"),
    ("app:DesktopSettings", "app:SourceLocation app:RequestedHeight?"),
    ("app:Rule RuleCollection", "app:Rule+"),
    (
        "over:VersionOverrides VersionOverridesV1_0",
        "over:Requirements over:Hosts over:Resources over:VersionOverrides?",
    ),
    ("over:VersionOverrides VersionOverridesV1_1", "over:Requirements over:Hosts over:Resources"),
    ("over:Requirements", "bt:Sets"),
    ("bt:Sets", "bt:Set"),
    ("over:Hosts", "over:Host"),
    ("over:Host MailHost", "over:DesktopFormFactor over:MobileFormFactor?"),
    ("over:DesktopFormFactor", "over:ExtensionPoint+"),
    ("over:MobileFormFactor", "over:ExtensionPoint"),
    ("over:ExtensionPoint MessageReadCommandSurface", "over:OfficeTab"),
    ("over:ExtensionPoint MessageComposeCommandSurface", "over:OfficeTab"),
    ("over:ExtensionPoint AppointmentAttendeeCommandSurface", "over:OfficeTab"),
    ("over:ExtensionPoint AppointmentOrganizerCommandSurface", "over:OfficeTab"),
    ("over:ExtensionPoint MobileMessageReadCommandSurface", "over:Group"),
    ("over:OfficeTab", "over:Group+"),
    ("over:Group", "over:Label over:Control+"),
    ("over:Control Button", "over:Label over:Supertip over:Icon over:Action"),
    ("over:Control MobileButton", "over:Label over:Icon over:Action"),
    ("over:Supertip", "over:Title over:Description"),
    ("over:Icon", "bt:Image+"),
    ("over:Icon bt:MobileIconList", "bt:Image+"),
    ("over:Action ShowTaskpane", "over:SourceLocation over:SupportsPinning? over:SupportsNoItemContext?"),
    ("over:Resources", "bt:Images bt:Urls bt:ShortStrings bt:LongStrings"),
    ("bt:Images", "bt:Image+"),
    ("bt:Urls", "bt:Url+"),
    ("bt:ShortStrings", "bt:String+"),
    ("bt:LongStrings", "bt:String+"),
    ("bt:String", "bt:Override*"),
];

/// The name with its namespace, as the table writes it.
fn called(node: Node<'_, '_>) -> String {
    let namespace = node.tag_name().namespace().unwrap_or_default();
    let prefix = NAMESPACES.iter().find(|(known, _)| *known == namespace).map_or("?", |(_, prefix)| *prefix);
    format!("{prefix}:{}", node.tag_name().name())
}

/// `xsi:type`.
pub(super) fn kind<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attribute(("http://www.w3.org/2001/XMLSchema-instance", "type"))
}

/// What is wrong with the children of an element.
pub(super) fn fault(node: Node<'_, '_>) -> Option<String> {
    let name = called(node);
    let name = kind(node).map_or(name.clone(), |kind| format!("{name} {kind}"));
    let found: Vec<String> = node.children().filter(Node::is_element).map(called).collect();
    let wanted = CHILDREN.iter().find(|(known, _)| *known == name).map_or("", |(_, wanted)| *wanted);
    (!fits(&found, wanted)).then(|| format!("order: {name} has {found:?} and not {wanted}"))
}

/// Whether names are there as wanted.
fn fits(found: &[String], wanted: &str) -> bool {
    let mut rest = found;
    for word in wanted.split_whitespace() {
        let (name, least, most) = match word.split_at(word.len() - 1) {
            (name, "?") => (name, 0, 1),
            (name, "+") => (name, 1, usize::MAX),
            (name, "*") => (name, 0, usize::MAX),
            _ => (word, 1, 1),
        };
        let count = rest.iter().take_while(|one| *one == name).count().min(most);
        if count < least {
            return false;
        }
        rest = &rest[count..];
    }
    rest.is_empty()
}
