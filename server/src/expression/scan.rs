//! A look at the words and signs of an expression before it is read. MiniJinja's language is larger than what is wanted here: with loops and
//! variables a list can be doubled until the memory is full, which no fuel is asked for. So what is allowed is listed, and the rest refused where
//! it stands. The walk through the text is that of MiniJinja's own reader: texts in quotes, and braces that must be balanced before `}}` ends
//! anything.

use super::{Unusable, filters};

/// What may stand behind `{%`.
const STATEMENTS: [&str; 4] = ["if", "elif", "else", "endif"];

/// Signs that may stand in `{{ }}` and `{% %}`.
const SIGNS: &str = "~|()[]{},:.=!<>-";

/// Where the walk is.
struct Walk<'t> {
    letters: &'t [char],
    at: usize,
    /// `}` or `%` in the end of the part of code, and none outside of it.
    ends_with: Option<char>,
    /// Brackets that are open.
    open: Vec<char>,
    /// What came last in the code.
    last: Last,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Statement,
    Pipe,
    Other,
}

pub(super) fn check(text: &str) -> Result<(), Unusable> {
    let letters: Vec<char> = text.chars().collect();
    let mut walk = Walk { letters: &letters, at: 0, ends_with: None, open: Vec::new(), last: Last::Other };
    while walk.at < letters.len() {
        walk.step()?;
    }
    Ok(())
}

impl Walk<'_> {
    fn letter(&self, ahead: usize) -> char {
        self.letters.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn refused(&self, reason: String) -> Unusable {
        Unusable { at: Some(self.at + 1), reason }
    }

    fn step(&mut self) -> Result<(), Unusable> {
        let (letter, next) = (self.letter(0), self.letter(1));
        let Some(end) = self.ends_with else {
            match (letter, next) {
                ('{', '{') => (self.ends_with, self.last, self.at) = (Some('}'), Last::Other, self.at + 1),
                ('{', '%') => (self.ends_with, self.last, self.at) = (Some('%'), Last::Statement, self.at + 1),
                ('{', '#') => return Err(self.refused("comments are not known here".to_owned())),
                _ => {}
            }
            self.at += 1;
            return Ok(());
        };
        if self.open.is_empty() && letter == end && next == '}' {
            (self.ends_with, self.at) = (None, self.at + 2);
            return Ok(());
        }
        match letter {
            '"' | '\'' => self.skip_text(letter),
            letter if letter.is_alphanumeric() || letter == '_' => return self.word(),
            letter if letter.is_whitespace() => {}
            letter if SIGNS.contains(letter) => {
                self.bracket(letter)?;
                // `{%-` says of blanks, not of what is done.
                if letter != '-' || self.last != Last::Statement {
                    self.last = if letter == '|' { Last::Pipe } else { Last::Other };
                }
            }
            letter => {
                let hint = if letter == '+' { "; put texts together with ~" } else { "" };
                return Err(self.refused(format!("`{letter}` is not known here{hint}")));
            }
        }
        self.at += 1;
        Ok(())
    }

    fn bracket(&mut self, letter: char) -> Result<(), Unusable> {
        let opens = match letter {
            '(' | '[' | '{' => {
                self.open.push(letter);
                return Ok(());
            }
            ')' => '(',
            ']' => '[',
            '}' => '{',
            // MiniJinja does not tell which attribute a part of a list or text is taken of.
            ':' if self.open.last() != Some(&'{') => {
                return Err(self.refused("parts are taken with substring, as in sn | substring(0, 3)".to_owned()));
            }
            _ => return Ok(()),
        };
        if self.open.pop() == Some(opens) { Ok(()) } else { Err(self.refused(format!("`{letter}` closes nothing"))) }
    }

    /// Goes to the quote that ends a text.
    fn skip_text(&mut self, quote: char) {
        self.last = Last::Other;
        self.at += 1;
        while self.at < self.letters.len() && self.letter(0) != quote {
            self.at += if self.letter(0) == '\\' { 2 } else { 1 };
        }
    }

    fn word(&mut self) -> Result<(), Unusable> {
        let of_word = |letter: &&char| letter.is_alphanumeric() || **letter == '_';
        let word: String = self.letters.iter().skip(self.at).take_while(of_word).collect();
        let reason = match (word.as_str(), self.last) {
            (word, Last::Statement) if !STATEMENTS.contains(&word) => {
                format!("`{word}` is not known here; there are {}", STATEMENTS.join(", "))
            }
            (word, Last::Pipe) if !filters::NAMES.contains(&word) => {
                format!("there is no filter `{word}`; there are {}", filters::NAMES.join(", "))
            }
            ("is", _) => "`is` is not known here; compare with == or !=, or write {% if sn %}".to_owned(),
            _ => {
                (self.at, self.last) = (self.at + word.chars().count(), Last::Other);
                return Ok(());
            }
        };
        Err(self.refused(reason))
    }
}
