//! What every command takes and gives.

use std::{env, vec};

/// How a command ended. What went wrong was printed by the one who noticed it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Exit status 0.
    Good,
    /// Exit status 1.
    Bad,
    /// Exit status 2, after the message and the help.
    Usage(String),
}

impl Outcome {
    pub(crate) fn usage(message: String) -> Outcome {
        Outcome::Usage(message)
    }

    /// Prints what went wrong.
    pub(crate) fn bad(message: impl std::fmt::Display) -> Outcome {
        eprintln!("error: {message}");
        Outcome::Bad
    }

    pub(crate) fn of(good: bool) -> Outcome {
        if good { Outcome::Good } else { Outcome::Bad }
    }
}

/// The words of the command line that nobody has taken yet.
pub(crate) struct Arguments(vec::IntoIter<String>);

impl Arguments {
    pub(crate) fn from_env() -> Arguments {
        let words: Vec<String> =
            env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
        Arguments(words.into_iter())
    }

    /// The words of a command that another command runs.
    pub(crate) fn of(words: &[&str]) -> Arguments {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        Arguments(words.into_iter())
    }

    /// An error for a command that takes no (further) words.
    pub(crate) fn none_left(mut self) -> Result<(), Outcome> {
        match self.next() {
            Some(word) => Err(Outcome::usage(format!("unexpected argument `{word}`"))),
            None => Ok(()),
        }
    }
}

impl Iterator for Arguments {
    type Item = String;
    fn next(&mut self) -> Option<String> {
        self.0.next()
    }
}
