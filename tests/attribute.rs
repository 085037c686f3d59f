//! What the attribute takes is what its documentation lists: the two stand in crates that do not know each other.

use com_callback_expand::{Table, expand};
use suite::workspace;

/// The options, as the message about an unknown one lists them.
fn options() -> Vec<String> {
    static TABLE: Table = Table { attribute: "callback", interfaces: &[], dispinterfaces: &[] };
    let expansion = expand(
        &TABLE,
        "whole".parse().expect("tokens"),
        "impl Trait for Type {}".parse().expect("tokens"),
    )
    .to_string();
    let (_, list) = expansion.split_once("the options of `#[callback]` are: ").expect("a list");
    let end = list.find(['"', '\\']).expect("the end of a line");
    list[..end].split(", ").map(|option| option.trim_matches('`').to_owned()).collect()
}

#[test]
fn every_option_is_documented() {
    let options = options();
    assert!(options.len() >= 8, "{options:?}");
    let docs = std::fs::read_to_string(workspace().join("crates/do-callback-macros/src/lib.rs"))
        .expect("the attribute can be read");
    let rows: Vec<&str> = docs
        .lines()
        .filter_map(|line| line.strip_prefix("/// | `")?.split(['`', '(', ' ']).next())
        .take_while(|name| name.starts_with(char::is_lowercase))
        .collect();
    assert_eq!(rows, options);
}
