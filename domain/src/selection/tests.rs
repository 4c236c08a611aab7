//! Selections as tables, and the laws that no rule can break.

use proptest::prelude::*;

use super::*;

struct Person<'a> {
    dn: &'a str,
    attributes: &'a [(&'a str, &'a [&'a str])],
    disabled: bool,
    member: bool,
}

impl Candidate for Person<'_> {
    fn dn(&self) -> &str {
        self.dn
    }

    fn texts(&self, attribute: &str) -> Vec<&str> {
        let found = self.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute));
        found.map_or_else(Vec::new, |(_, texts)| texts.to_vec())
    }

    fn is_disabled(&self) -> bool {
        self.disabled
    }

    fn is_member(&self) -> bool {
        self.member
    }
}

const KARI: Person<'_> = Person {
    dn: "cn=Kari Nordmann,OU=Oslo,ou=Sales,dc=example,dc=com",
    attributes: &[
        ("department", &["Field  Sales"]),
        ("mail", &["kari@example.com", "k.nordmann@example.com"]),
        ("userAccountControl", &["66050"]),
        ("employeeNumber", &["0042"]),
    ],
    disabled: false,
    member: false,
};

fn rule(subject: Subject, attribute: &str, how: How, pattern: &str) -> Rule {
    Rule { subject, attribute: attribute.to_owned(), how, pattern: pattern.to_owned() }
}

fn container(dn: &str, taken: bool) -> Container {
    Container { dn: dn.to_owned(), taken }
}

fn verdict(selection: &Selection, person: &Person<'_>) -> Verdict {
    selection.judge().unwrap().judge(person, false)
}

/// S4.11: all, none or chosen; the nearest container counts.
#[test]
fn the_nearest_container_counts() {
    let (sales, oslo) = ("OU=Sales,DC=example,DC=com", "ou=oslo,ou=sales,dc=example,dc=com");
    let table: [(&[(&str, bool)], bool); 8] = [
        (&[], true),
        (&[(sales, true)], true),
        (&[(sales, false)], false),
        (&[(sales, false), (oslo, true)], true),
        (&[(oslo, false), (sales, true)], false),
        (&[("ou=IT,dc=example,dc=com", true)], false),
        (&[("ou=IT,dc=example,dc=com", false)], true),
        (&[("ou=slo,ou=sales,dc=example,dc=com", false)], true),
    ];
    for (chosen, taken) in table {
        let containers = chosen.iter().map(|(dn, taken)| container(dn, *taken)).collect();
        let selection = Selection { containers, ..Selection::default() };
        let expected = if taken { Verdict::Taken } else { Verdict::LeftOut { because: LeftOut::Container } };
        assert_eq!(verdict(&selection, &KARI), expected, "{chosen:?}");
    }
}

/// S4.9, S4.19, P36: inclusion leaves out, exclusion freezes; include is asked first.
#[test]
fn inclusion_leaves_out_and_exclusion_freezes() {
    use {How::*, Subject::*};
    let named: [(Rule, bool); 13] = [
        (rule(Person, "department", Exact, "field sales"), true),
        (rule(Person, "department", Exact, "sales"), false),
        (rule(Person, "Department", Substring, "SALES"), true),
        (rule(Person, "mail", Regex, r"^k\.[a-z]+@"), true),
        (rule(Person, "mail", Regex, "^nobody"), false),
        (rule(Person, "nothing", Substring, "a"), false),
        (rule(Person, "dn", Substring, "ou=oslo"), true),
        (rule(Container, "", Exact, "oslo"), true),
        (rule(Container, "", Exact, "kari nordmann"), false),
        (rule(Container, "", Regex, "^sa"), true),
        (rule(Group, "cn", Exact, "oslo"), false),
        (rule(Person, "", Filter, "(&(department=field sales)(!(mail=*@example.org)))"), true),
        (rule(Person, "", Filter, "(userAccountControl:1.2.840.113556.1.4.803:=2)"), true),
    ];
    for (rule, names) in named {
        let include = Selection { include: vec![rule.clone()], ..Selection::default() };
        let expected = if names { Verdict::Taken } else { Verdict::LeftOut { because: LeftOut::Inclusion } };
        assert_eq!(verdict(&include, &KARI), expected, "{rule:?}");
        let exclude = Selection { exclude: vec![rule.clone()], ..Selection::default() };
        let expected = if names { Verdict::Frozen { rule: 1 } } else { Verdict::Taken };
        assert_eq!(verdict(&exclude, &KARI), expected, "{rule:?}");
    }
}

/// S1.20, S4.10.
#[test]
fn groups_and_disabled_accounts() {
    let group = Selection { groups: vec!["cn=staff,dc=example,dc=com".to_owned()], ..Selection::default() };
    assert_eq!(verdict(&group, &KARI), Verdict::LeftOut { because: LeftOut::Group });
    assert_eq!(verdict(&group, &Person { member: true, ..KARI }), Verdict::Taken);
    let without = Selection { without_disabled: true, ..Selection::default() }.judge().unwrap();
    let off = Person { disabled: true, ..KARI };
    assert_eq!(without.judge(&off, false), Verdict::LeftOut { because: LeftOut::Disabled });
    assert_eq!(without.judge(&off, true), Verdict::Taken, "who is known is blocked as disabled, and comes back");
    assert!(Selection::default().takes_everybody());
}

/// S4.9: each mistake is told with its row.
#[test]
fn mistakes_are_told_with_their_row() {
    use {How::*, Subject::*};
    let good = || rule(Person, "department", Exact, "x");
    for (bad, says) in [
        (rule(Person, "department", Regex, "(unclosed"), "regular expression"),
        (rule(Person, "department", Exact, " "), "empty"),
        (rule(Person, "", Exact, "x"), "attribute"),
        (rule(Person, "a b", Exact, "x"), "attribute"),
        (rule(Person, "", Filter, "department=x"), "filter"),
        (rule(Person, "", Filter, "(department=x"), "filter"),
        (rule(Person, "", Filter, "(&)"), "filter"),
        (rule(Person, "", Filter, "(a=b)(c=d)"), "filter"),
        (rule(Person, "", Filter, "(a:1.2.3:=5)"), "matching rule"),
        (rule(Container, "", Filter, "(a=b)"), "filter"),
        (rule(Person, "a", Regex, &"x".repeat(2001)), "longer"),
    ] {
        let selection = Selection { exclude: vec![good(), bad.clone()], ..Selection::default() };
        let why = selection.judge().unwrap_err();
        assert!(why.contains("row 2") && why.contains(says), "{bad:?}: {why}");
    }
    let names = Selection { containers: vec![container("Sales", true)], ..Selection::default() };
    assert!(names.judge().unwrap_err().contains("ou=Sales"));
    let deep = format!("{}(a=b){}", "(!".repeat(40), ")".repeat(40));
    assert!(filter::Filter::parse(&deep).unwrap_err().contains("too many"));
}

#[test]
fn filters_find_as_directories_do() {
    let finds = |text: &str| filter::Filter::parse(text).unwrap().finds(&KARI);
    for text in [
        "(mail=*)",
        "(mail=KARI@example.com)",
        "(mail=k*)",
        "(mail=*nord*@*)",
        "(department=*eld sa*s)",
        "(department=field\\20sales)",
        "(employeeNumber>=41)",
        "(employeeNumber<=42)",
        "(|(mail=nobody)(department=Field Sales))",
        "(!(title=*))",
        "( & (mail=*) (department=*) )",
        "(userAccountControl:1.2.840.113556.1.4.804:=6)",
        "(department~=field sales)",
    ] {
        assert!(finds(text), "{text}");
    }
    for text in ["(title=*)", "(mail=k)", "(employeeNumber>=43)", "(!(mail=*))", "(department=*sales*field*)"] {
        assert!(!finds(text), "{text}");
    }
}

proptest! {
    /// Whatever is written, a rule is understood or refused, and asking it ends.
    #[test]
    fn no_pattern_breaks_anything(pattern in "[()&|!=*a-z\\\\:<>~0-9 ]{0,40}", text in "\\PC{0,40}") {
        let texts = [text.as_str()];
        let attributes = [("a", &texts[..])];
        let person = Person { dn: &text, attributes: &attributes, disabled: false, member: false };
        for how in [How::Exact, How::Substring, How::Regex, How::Filter] {
            if let Ok(rule) = rule(Subject::Person, "a", how, &pattern).compile() {
                rule.names(&person, &[]);
            }
        }
    }
}

/// S4.18: one entry is brought in, and nobody else comes or goes by it.
#[test]
fn one_entry_is_brought_in() {
    let base = "ou=people,dc=example,dc=test";
    let at = |name: &str| format!("uid={name},{base}");
    let verdict = |selection: &Selection, dn: &str| {
        let entry = Person { dn, attributes: &[], disabled: false, member: false };
        selection.judge().unwrap().judge(&entry, false)
    };
    let left = Selection { containers: vec![container(&format!("ou=Left,{base}"), false)], ..Selection::default() };
    let wanted = format!("uid=one,ou=Left,{base}");
    let wider = left.with(&wanted, LeftOut::Container, base).unwrap();
    assert_eq!(verdict(&wider, &wanted), Verdict::Taken);
    for other in [at("two"), format!("uid=two,ou=Sales,{base}"), format!("uid=two,ou=Left,{base}")] {
        assert_eq!(verdict(&wider, &other), verdict(&left, &other), "{other}");
    }
    let only = Selection { containers: vec![container(&format!("ou=Sales,{base}"), true)], ..Selection::default() };
    let wider = only.with(&at("one"), LeftOut::Container, base).unwrap();
    assert_eq!(
        (verdict(&wider, &at("one")), verdict(&wider, &at("two"))),
        (Verdict::Taken, verdict(&only, &at("two")))
    );
    for because in [LeftOut::Group, LeftOut::Disabled] {
        assert!(left.with(&wanted, because, base).is_none(), "{because:?}");
    }
}
