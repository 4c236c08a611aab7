//! Reading Rust source roughly: what is code, what is a comment, what is a string.

/// A text file of the repository.
#[derive(Debug)]
pub(crate) struct File {
    /// From the root, divided by `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    /// A made-up file, for trying a rule.
    pub(crate) fn made_up(path: &str, text: &str) -> Self {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether the whole file is about testing.
    pub(crate) fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || self.path.contains("/benches/")
            || name == "tests.rs"
            || name.ends_with("_tests.rs")
            || name.ends_with("_test.rs")
    }

    /// The text up to the tests at its end.
    pub(crate) fn before_tests(&self) -> &str {
        let tests = self.text.find("#[cfg(test)]\nmod ").filter(|at| self.text[*at..].contains('{'));
        // `#[cfg(test)] mod tests;` names a file of its own: what follows it is ordinary code.
        match tests {
            Some(at) if self.text[at..].lines().nth(1).is_some_and(|line| line.ends_with('{')) => &self.text[..at],
            _ => &self.text,
        }
    }

    /// The code before the tests, with comments and the insides of strings blanked out; lines stay where they are.
    pub(crate) fn code(&self) -> String {
        parts(self.before_tests()).0
    }

    /// The string literals before the tests.
    pub(crate) fn strings(&self) -> Vec<String> {
        parts(self.before_tests()).1
    }
}

/// Code with everything else blanked, and the string literals.
fn parts(text: &str) -> (String, Vec<String>) {
    let letters: Vec<char> = text.chars().collect();
    let (mut code, mut strings, mut at) = (String::with_capacity(text.len()), Vec::new(), 0);
    let starts = |at: usize, with: &str| with.chars().enumerate().all(|(i, c)| letters.get(at + i) == Some(&c));
    while at < letters.len() {
        let end = if starts(at, "//") {
            (at..letters.len()).find(|i| letters[*i] == '\n').unwrap_or(letters.len())
        } else if starts(at, "/*") {
            (at + 2..letters.len()).find(|i| starts(*i, "*/")).map_or(letters.len(), |i| i + 2)
        } else if let Some(fence) = raw_string(&letters, at) {
            let close: String = std::iter::once('"').chain(std::iter::repeat_n('#', fence)).collect();
            let open = at + 2 + fence;
            let end = (open..letters.len()).find(|i| starts(*i, &close)).unwrap_or(letters.len());
            strings.push(letters[open..end].iter().collect());
            (end + close.len()).min(letters.len())
        } else if letters[at] == '"' {
            let mut end = at + 1;
            while end < letters.len() && letters[end] != '"' {
                end += if letters[end] == '\\' { 2 } else { 1 };
            }
            strings.push(letters[at + 1..end.min(letters.len())].iter().collect());
            (end + 1).min(letters.len())
        } else if letters[at] == '\'' && (letters.get(at + 1) == Some(&'\\') || letters.get(at + 2) == Some(&'\'')) {
            // A character; a lifetime has no second quote.
            (at + 2..letters.len()).find(|i| letters[*i] == '\'').map_or(letters.len(), |i| i + 1)
        } else {
            code.push(letters[at]);
            at += 1;
            continue;
        };
        code.extend(letters[at..end].iter().map(|letter| if *letter == '\n' { '\n' } else { ' ' }));
        at = end;
    }
    (code, strings)
}

/// The number of `#` when a raw string starts here.
fn raw_string(letters: &[char], at: usize) -> Option<usize> {
    let is_word = at > 0 && (letters[at - 1].is_alphanumeric() || letters[at - 1] == '_') && letters[at - 1] != 'b';
    if letters[at] != 'r' || is_word {
        return None;
    }
    let fence = letters[at + 1..].iter().take_while(|letter| **letter == '#').count();
    (letters.get(at + 1 + fence) == Some(&'"')).then_some(fence)
}

#[test]
fn code_and_strings_are_told_apart() {
    let text = "let a = \"x \\\" // no\"; // select\nlet b = r#\"raw \" one\"#; let c = '\"'; /* \"d\" */ let e: &'a str = \"f\";";
    let (code, strings) = parts(text);
    assert_eq!(strings, ["x \\\" // no", "raw \" one", "f"]);
    assert!(code.contains("let b = ") && code.contains("let e: &'a str = ") && !code.contains("select"));
    assert_eq!(code.lines().count(), 2);
}

#[test]
fn tests_at_the_end_are_left_out() {
    let inline = File::made_up("a.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n b }\n");
    assert_eq!(inline.before_tests(), "fn a() {}\n");
    let apart = File::made_up("a.rs", "#[cfg(test)]\nmod tests;\nfn a() { }\n");
    assert!(apart.before_tests().contains("fn a()"));
}
