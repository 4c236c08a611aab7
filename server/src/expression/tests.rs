//! What expressions mean, what is refused, and that none can do harm (S3.13, SEC23).

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// What Emma's entry holds.
const EMMA: [(&str, &[&str]); 8] = [
    ("givenName", &["Emma"]),
    ("sn", &["Larsen"]),
    ("mail", &["emma@example.test", "el@example.test"]),
    ("telephoneNumber", &["+47 22 12 34 56"]),
    ("l", &["OSL"]),
    ("whenCreated", &["20240229101500.0Z"]),
    ("accountExpires", &["133536384000000000"]),
    ("msDS-cloudExtensionAttribute1", &["north"]),
];

fn entry() -> Vec<(String, Vec<Vec<u8>>)> {
    let bytes = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    EMMA.iter().map(|(name, texts)| ((*name).to_owned(), bytes(texts))).collect()
}

fn of_emma(expression: &Expression) -> Result<String, String> {
    let entry = entry();
    let values = |name: &str| {
        let found = entry.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or(&[][..], |(_, values)| values.as_slice())
    };
    expression.of(values).map_err(|failed| failed.to_string())
}

fn brings(text: &str) -> String {
    let expression = Expression::parse(text).unwrap_or_else(|unusable| panic!("{text}: {unusable}"));
    of_emma(&expression).unwrap_or_else(|failed| panic!("{text}: {failed}"))
}

fn refused(text: &str) -> Unusable {
    match Expression::parse(text) {
        Ok(read) => panic!("{text} was read as {read:?}"),
        Err(unusable) => unusable,
    }
}

/// S3.13: attribute references, literals, concatenation, case, trim, replace, default, if/empty, substring, table, dates, phone numbers.
#[test]
fn what_the_language_can_say() {
    for (text, expected) in [
        ("Head office", "Head office"),
        ("{{ givenName }} {{ sn | upper }}", "Emma LARSEN"),
        ("{{ givenName ~ ' ' ~ sn }}", "Emma Larsen"),
        (
            "{{ sn | lower }}, {{ 'anna-lisa de vries' | title }}, {{ 'oSLO' | capitalize }}",
            "larsen, Anna-Lisa De Vries, Oslo",
        ),
        ("{{ '  a ' | trim }}", "a"),
        ("{{ mail | replace('example.test', 'example.org') }}", "emma@example.org"),
        ("{{ all.mail | join(', ') }}", "emma@example.test, el@example.test"),
        (
            "{{ all.mail | join }}{%- if l in ['OSL', 'BGO'] and 'example' in mail %} {{ sn }}{% endif -%} ",
            "emma@example.testel@example.test Larsen",
        ),
        ("{{ physicalDeliveryOfficeName | default('Head office') }}", "Head office"),
        ("{{ sn | default('nobody') }}", "Larsen"),
        ("{{ 'none' if not title else title }}", "none"),
        ("{% if title %}{{ title }}{% elif l == 'OSL' %}Oslo{% else %}elsewhere{% endif %}", "Oslo"),
        ("{{ givenName | substring(0, 1) }}{{ sn | substring(-2) }}{{ sn | substring(3, 2) }}", "Eense"),
        ("{{ l | lookup({'osl': 'Oslo', 'BGO': 'Bergen'}) }}", "Oslo"),
        ("{{ sn | lookup({'x': 'y'}, 'other') }}{{ sn | lookup({'x': 'y'}) }}", "other"),
        ("{{ whenCreated | date }} {{ whenCreated | date('%d.%m.%Y') }}", "2024-02-29 29.02.2024"),
        ("{{ accountExpires | date }}{{ '9223372036854775807' | date }}", "2024-02-29"),
        ("{{ '2026-11-27T10:00:00Z' | date('%d/%m') }}", "27/11"),
        ("{{ telephoneNumber | phone('e164') }}", "+4722123456"),
        ("{{ telephoneNumber | phone('national') }}", "22 12 34 56"),
        ("{{ '22123456' | phone('international', 'NO') }}", "+47 22 12 34 56"),
        ("{{ 'ask Kari' | phone }}", "ask Kari"),
        ("{{ msDS_cloudExtensionAttribute1 | upper }}", "NORTH"),
        ("{{ GIVENNAME }}", "Emma"),
        ("{{ '<b>&' }}", "<b>&"),
        ("{{ title }}", ""),
    ] {
        assert_eq!(brings(text), expected, "{text}");
    }
}

/// What an expression looks at is known before it is used, in every branch and by the directory's names.
#[test]
fn an_expression_names_what_it_looks_at() {
    let read = Expression::parse(
        "{% if title %}{{ sn }}{% else %}{{ all.proxyAddresses | join }}{{ extension_name }}{% endif %}",
    )
    .unwrap();
    assert_eq!(read.attributes().collect::<Vec<_>>(), ["extension-name", "proxyAddresses", "sn", "title"]);
}

/// S2.4: what cannot be is refused when it is saved, with the place where there is one.
#[test]
fn what_cannot_be_understood_is_refused() {
    for (text, at, says) in [
        ("", None, "empty"),
        ("{{ sn", Some(4), "unexpected end"),
        ("ä{{ sn | shout }}", Some(10), "no filter `shout`; there are capitalize"),
        ("{% if title %}{{ title | safe }}{% endif %}", Some(26), "no filter `safe`"),
        ("{{ {'a': {'b': 1}} | shout }}", Some(22), "no filter `shout`"),
        ("{% filter upper %}a{% endfilter %}", Some(4), "`filter` is not known here"),
        ("{%- for a in all.mail %}{{ a }}{% endfor %}", Some(5), "`for` is not known here"),
        ("{% set x = 1 %}", Some(4), "`set` is not known here"),
        ("{% raw %}{% endraw %}", Some(4), "`raw` is not known here"),
        ("{# {{ ' #}{% set x = 1 %}", Some(1), "comments are not known"),
        ("{{ givenName + sn }}", Some(14), "put texts together with ~"),
        ("{{ sn[:3] }}", Some(7), "substring(0, 3)"),
        ("{% if l %}{{ 1 }}{% else %}{{ all.mail[(1):] }}{% endif %}", Some(43), "substring(0, 3)"),
        ("{{ sn) }}", Some(6), "closes nothing"),
        ("{{ sn * 2 }}", Some(7), "`*` is not known here"),
        ("{{ sn % 2 }}", Some(7), "`%` is not known here"),
        ("{% if sn is defined %}a{% endif %}", Some(10), "`is` is not known"),
        ("{% include 'x' %}", Some(4), "include"),
        ("{% import 'x' as y %}", Some(4), "import"),
        ("{% macro x() %}{% endmacro %}", Some(4), "macro"),
        ("{{ sn.upper }}", None, "has no parts"),
        ("{{ all }}", None, "wants the name"),
        ("{{ all['sn'] }}", None, "wants the name"),
        ("{{ all.mail }}", None, "join it"),
        ("{{ all.mail | upper }}", None, "join it"),
        ("{{ sn | join }}", None, "all.NAME"),
        ("{{ true }}", None, "bool is no text"),
        ("{{ all.mail[0] }}", None, "of an entry without"),
        ("{{ 'x' | date('%!') }}", None, "no form of a date"),
        ("{{ sn | phone('morse') }}", None, "phone knows"),
        ("{{ sn | lookup('x') }}", None, "wants a table"),
    ] {
        let unusable = refused(text);
        assert!(unusable.reason.contains(says), "{text}: {unusable}");
        assert_eq!(unusable.at, at, "{text}: {unusable}");
    }
    assert!(refused(&"x".repeat(LONGEST + 1)).reason.contains("longer than"));
    assert!(Expression::parse(&"ä".repeat(LONGEST)).is_ok());
}

/// What goes wrong with one entry says so without its values.
#[test]
fn what_fails_for_one_entry_says_why() {
    for (text, says) in [
        ("{{ sn | date }}", "no date"),
        ("{% if sn %}{{ sn[10] }}{% endif %}", "not there"),
        ("{% if sn %}{{ sn - 1 }}{% endif %}", "-"),
    ] {
        let failed = match Expression::parse(text) {
            Ok(read) => of_emma(&read).unwrap_err(),
            Err(unusable) => unusable.to_string(),
        };
        assert!(failed.contains(says) && !failed.contains("Larsen"), "{text}: {failed}");
    }
    let read = Expression::parse("{{ sn }}").unwrap();
    let picture = [vec![0xff, 0xd8]];
    assert!(read.of(|_| &picture).unwrap_err().to_string().contains("sn holds something that is no text"));
}

/// SEC23: whatever is tried, it ends soon, small and without a way out.
#[test]
fn nobody_can_make_it_run_away() {
    let many = vec![b'n'; LONGEST_RESULT / 8];
    let deep =
        |open: &str, close: &str, times: usize| format!("{{{{ {}sn{} }}}}", open.repeat(times), close.repeat(times));
    let loops = |times: usize| {
        format!("{}x{}", "{% for a in 'aaaaaaaaaaaaaaaaaaaa' %}".repeat(times), "{% endfor %}".repeat(times))
    };
    for text in [
        "{% for a in range(1000000000) %}x{% endfor %}".to_owned(),
        "{{ 'x' * 1000000000 }}".to_owned(),
        "{{ sn * 1000000000 }}".to_owned(),
        "{{ 99999999 ** 99999999 }}".to_owned(),
        "{{ 'a' | replace('a', 'aaaaaaaaaa') | replace('a', 'aaaaaaaaaa') }}".repeat(20),
        format!("{{{{ 'a'{} }}}}", " | replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')".repeat(30)),
        format!("{{% set x = 'ab' %}}{}{{{{ x }}}}", "{% set x = x ~ x %}".repeat(60)),
        format!("{{% set x = [1] %}}{}{{{{ x }}}}", "{% set x = x + x %}".repeat(60)),
        loops(3),
        loops(12),
        loops(45),
        "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}".to_owned(),
        deep("(", ")", 600),
        deep("[", "]", 600),
        deep("not ", "", 450),
        deep("-", "", 900),
        deep("{'a':", "}", 300),
        format!("{{{{ sn{} }}}}", ".a".repeat(900)),
        format!("{{{{ sn{} }}}}", " ~ sn".repeat(300)),
        "{% if 1 %}".repeat(150) + &"{% endif %}".repeat(50),
        "{{ 'x' | date('%999999999999Y') }}".to_owned(),
        "{{ sn | substring(-9223372036854775808) }}".to_owned(),
        "{{ sn | substring(9223372036854775807, 4294967295) }}".to_owned(),
        "{{ self }}{{ debug() }}{{ namespace() }}{{ dict() }}".to_owned(),
        "{{ ''.__class__.__mro__ }}".to_owned(),
        "{{ sn.__class__ }}".to_owned(),
        "{{ 170141183460469231731687303715884105727 * 2 }}{{ -9223372036854775808 // -1 }}".to_owned(),
        "{{ ('x' * 8000) ~ sn | upper }}".to_owned(),
        "\u{0}{{ '\\u0000' }}{{ '\\ud800' }}".to_owned(),
    ] {
        ends_well(&text);
    }
    // At the bound of what may be brought.
    let filled = |count: usize| Expression::parse(&format!("{{{{ sn | replace('n', '{}') }}}}", "x".repeat(count)));
    let brought =
        |count: usize| filled(count).unwrap().of(|_| std::slice::from_ref(&many)).map_err(|failed| failed.to_string());
    assert_eq!(brought(8).unwrap().len(), LONGEST_RESULT);
    assert!(brought(9).unwrap_err().contains("8192 bytes"));
    assert!(brought(1900).unwrap_err().contains("more steps"));
}

/// Reads and uses an expression on a thread with as little stack as the server's have.
fn ends_well(text: &str) {
    let text = text.to_owned();
    let since = Instant::now();
    let run = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        if let Ok(read) = Expression::parse(&text)
            && let Ok(brought) = of_emma(&read)
        {
            assert!(brought.len() <= LONGEST_RESULT, "{text}");
        }
        text
    });
    let text = run.unwrap().join().unwrap();
    assert!(since.elapsed() < Duration::from_secs(5), "{text} took {:?}", since.elapsed());
}

/// Pieces that make an expression more often than letters do.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,8}",
        "\\PC{0,4}",
        prop::sample::select(vec![
            "{{ ",
            " }}",
            "{% ",
            " %}",
            "{# ",
            " #}",
            "for a in ",
            "endfor",
            "if ",
            "else",
            "endif",
            "set x = ",
            "sn",
            "all.mail",
            "x",
            " | ",
            "upper",
            "replace('a', 'bb')",
            "join(', ')",
            "default('d')",
            "substring(0, 3)",
            "lookup({'a': 1})",
            "date('%Y')",
            "phone('e164')",
            "'text'",
            "\"",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            " ~ ",
            " * ",
            " ** ",
            "999999999999",
            "-1",
            "1.5e300",
            "loop",
            "recursive",
            "filter ",
            "endfilter",
            "raw",
            "endraw",
            "with ",
            "endwith",
            "not ",
            " in ",
            ".",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// SEC23: no text makes it panic, go on for long or bring much.
    #[test]
    fn no_text_does_harm(text in pieces(), value in prop::collection::vec(any::<u8>(), 0..40)) {
        let since = Instant::now();
        if let Ok(read) = Expression::parse(&text) {
            let values = [value];
            let brought = read.of(|_| &values).unwrap_or_default();
            prop_assert!(brought.len() <= LONGEST_RESULT);
            prop_assert!(read.attributes().all(|name| !name.contains('_') && !name.is_empty()));
        }
        prop_assert!(since.elapsed() < Duration::from_secs(5));
    }
}
