//! Each rule is tried on a manifest that breaks it: a rule that stopped biting is a failing test.

use super::{printed, rules::faults};

/// The rule, what is replaced in the manifest once, and by what.
const SPOILT: [(&str, &str, &str); 40] = [
    ("xml", "</OfficeApp>", ""),
    ("order", "<Version>", "<AlternateId>x</AlternateId><Version>"),
    ("order", "<ProviderName>Amend</ProviderName>", ""),
    (
        "order",
        "<SupportsPinning>true</SupportsPinning>\n                      <SupportsNoItemContext>true</SupportsNoItemContext>",
        "<SupportsNoItemContext>true</SupportsNoItemContext><SupportsPinning>true</SupportsPinning>",
    ),
    ("order", "<Label resid=\"group\"/>", ""),
    ("order", "<Title resid=\"button\"/>", "<Title resid=\"button\"/><Title resid=\"button\"/>"),
    ("order", "<OfficeTab id=\"TabDefault\">", "<OfficeTab id=\"TabDefault\"><Icon/>"),
    ("order", "<bt:Urls>", "<bt:Scripts/><bt:Urls>"),
    ("order", "mailappversionoverrides\" xsi:type", "mailappversionoverridez\" xsi:type"),
    ("order", "xsi:type=\"Button\"", "xsi:type=\"Menu\""),
    ("version", ".0</Version>", "</Version>"),
    ("version", "<Version>1.", "<Version>0."),
    ("id", "9d3c4a52", "9d3c4a53"),
    ("permission", "Restricted", "ReadWriteMailbox"),
    ("domains", "<AppDomain>https://amend.example.org</AppDomain>", ""),
    (
        "domains",
        "<AppDomain>https://addin.example.org</AppDomain>",
        "<AppDomain>https://addin.example.org/</AppDomain>",
    ),
    ("requirements", "MinVersion=\"1.3\"", "MinVersion=\"1.13\""),
    ("placeholder", "<DisplayName DefaultValue=\"Amend\"/>", "<DisplayName DefaultValue=\"Amend\" Note=\"{{pane}}\"/>"),
    ("address", "<IconUrl DefaultValue=\"https://", "<IconUrl DefaultValue=\"http://"),
    (
        "address",
        "<SupportUrl DefaultValue=\"https://amend.example.org/\"",
        "<SupportUrl DefaultValue=\"https://example.com/\"",
    ),
    ("address", "id=\"icon16\" DefaultValue=\"https://addin", "id=\"icon16\" DefaultValue=\"https://amend"),
    (
        "page",
        "<SourceLocation DefaultValue=\"https://addin.example.org/\"",
        "<SourceLocation DefaultValue=\"https://addin.example.org\"",
    ),
    (
        "page",
        "<bt:Url id=\"pane\" DefaultValue=\"https://addin.example.org/\"",
        "<bt:Url id=\"pane\" DefaultValue=\"https://addin.example.org/x\"",
    ),
    ("picture", "amend-64.png", "amend-65.png"),
    ("picture", "amend-128.png", "amend-80.png"),
    ("picture", "icons/amend-20.png", "icons/amend-24.png"),
    ("picture", "scale=\"3\" resid=\"icon75\"", "scale=\"3\" resid=\"icon50\""),
    ("sizes", "<bt:Image size=\"80\" resid=\"icon80\"/>", ""),
    ("sizes", "<bt:Image size=\"25\" scale=\"2\" resid=\"icon50\"/>", ""),
    ("resource", "<bt:Url id=\"pane\"", "<bt:Url id=\"other\""),
    ("resource", "<bt:Image size=\"20\" resid=\"icon20\"/>", "<bt:Image size=\"20\" resid=\"icon2\"/>"),
    ("twice", "composeButton", "readButton"),
    (
        "twice",
        "<bt:String id=\"group\" DefaultValue=\"Amend\"/>",
        "<bt:String id=\"group\" DefaultValue=\"Amend\"/><bt:String id=\"group\" DefaultValue=\"Amend\"/>",
    ),
    ("length", "DefaultValue=\"My profile\"", "DefaultValue=\"LONG\""),
    ("length", "readGroup", "LONG"),
    ("length", "DefaultValue=\"My profile\"", "DefaultValue=\"\""),
    ("languages", "<bt:Override Locale=\"fr-CA\" Value=\"Mon profil\"/>", ""),
    (
        "levels",
        "<SourceLocation resid=\"pane\"/>",
        "<SourceLocation resid=\"pane\"/><SupportsPinning>true</SupportsPinning>",
    ),
    ("surfaces", "AppointmentOrganizerCommandSurface", "AppointmentAttendeeCommandSurface"),
    ("pinning", "<SupportsPinning>true</SupportsPinning>", "<SupportsPinning>false</SupportsPinning>"),
];

#[test]
fn a_spoilt_manifest_is_found_out() {
    let text = printed("outlook");
    assert_eq!(faults(&text, 2), Vec::<String>::new());
    for (rule, from, to) in SPOILT {
        assert!(text.contains(from), "{from}");
        let spoilt = text.replacen(from, &to.replace("LONG", &"a".repeat(126)), 1);
        let found = faults(&spoilt, 2);
        let wanted = format!("{rule}: ");
        assert!(found.iter().any(|fault| fault.starts_with(&wanted)), "{rule}: {from} -> {to}: {found:?}");
    }
    assert!(faults(&text, 1).iter().any(|fault| fault.starts_with("levels: ")), "on-premises has one level");
}
