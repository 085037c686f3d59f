//! A small table, and a look into an expansion.

use com_callback_expand::{Interface, Method, Table, expand};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Two interfaces, one derived from the other, and an unrelated one.
pub(crate) static TABLE: Table = Table {
    attribute: "callback",
    interfaces: &[
        Interface {
            trait_name: "JobCallback",
            name: "IJobCallback",
            iid: "00000000-0000-0000-0000-000000000001",
            base: None,
            feature: None,
            source: "jobs.idl:1",
            methods: &[
                method(
                    "job_done",
                    "JobDone",
                    3,
                    1,
                    "fn job_done(&self, job: &IJob) -> Result<()>",
                    2,
                ),
                method(
                    "job_failed",
                    "JobFailed",
                    4,
                    2,
                    "fn job_failed(&self, job: &IJob, code: u32) -> Result<()>",
                    3,
                ),
            ],
        },
        Interface {
            trait_name: "JobCallback2",
            name: "IJobCallback2",
            iid: "00000000-0000-0000-0000-000000000002",
            base: Some("JobCallback"),
            feature: None,
            source: "jobs.idl:5",
            methods: &[method(
                "file_done",
                "FileDone",
                5,
                0,
                "fn file_done(&self) -> Result<()>",
                6,
            )],
        },
        Interface {
            trait_name: "Raw",
            name: "IRaw",
            iid: "00000000-0000-0000-0000-000000000003",
            base: None,
            feature: None,
            source: "jobs.idl:8",
            methods: &[
                Method {
                    is_unsafe: true,
                    ..method(
                        "poke",
                        "Poke",
                        3,
                        1,
                        "unsafe fn poke(&self, at: *mut u8) -> Result<()>",
                        9,
                    )
                },
                method("r#type", "Type", 4, 0, "fn r#type(&self) -> u32", 10),
            ],
        },
        empty("AnInterfaceWithANameThatIsLongEnoughToFillALineOfItsOwn"),
        empty("AnInterfaceWithANameThatIsLongEnoughToFillALineOfItsOwn2"),
    ],
    dispinterfaces: &[],
};

const fn empty(name: &'static str) -> Interface {
    Interface {
        trait_name: name,
        name,
        iid: "",
        base: None,
        feature: None,
        source: "",
        methods: &[],
    }
}

const fn method(
    name: &'static str,
    idl_name: &'static str,
    slot: u32,
    arity: u32,
    signature: &'static str,
    line: u32,
) -> Method {
    const SOURCES: [&str; 11] = [
        "",
        "jobs.idl:1",
        "jobs.idl:2",
        "jobs.idl:3",
        "jobs.idl:4",
        "jobs.idl:5",
        "jobs.idl:6",
        "jobs.idl:7",
        "jobs.idl:8",
        "jobs.idl:9",
        "jobs.idl:10",
    ];
    Method {
        name,
        idl_name,
        slot,
        arity,
        signature,
        is_unsafe: false,
        source: SOURCES[line as usize],
    }
}

/// The three parts of an expansion.
pub(crate) struct Expansion {
    /// What stands before the messages: the item and its declaration.
    pub(crate) code: String,
    pub(crate) messages: Vec<Message>,
}

/// One `compile_error!`.
#[derive(Debug)]
pub(crate) struct Message {
    /// The source text that rustc underlines.
    pub(crate) at: String,
    pub(crate) text: String,
}

impl Expansion {
    pub(crate) fn of(arguments: &str, item: &str) -> Self {
        Self::of_tokens(arguments, tokens(item))
    }

    pub(crate) fn of_tokens(arguments: &str, item: TokenStream) -> Self {
        let expansion: Vec<TokenTree> =
            expand(&TABLE, tokens(arguments), item).into_iter().collect();
        // `::core::compile_error! { ".." }`, eight tokens each.
        let starts = |at: &usize| {
            expansion.get(at + 5).is_some_and(|token| token.to_string() == "compile_error")
                && expansion[*at].to_string() == ":"
        };
        let first = (0..expansion.len()).find(starts).unwrap_or(expansion.len());
        let (code, errors) = expansion.split_at(first);
        Self {
            code: code.iter().cloned().collect::<TokenStream>().to_string(),
            messages: errors.chunks(8).map(Message::read).collect(),
        }
    }

    /// Each message's first line, after what it underlines.
    pub(crate) fn headlines(&self) -> Vec<String> {
        let headline = |message: &Message| {
            format!("{} -> {}", message.at, message.text.lines().next().unwrap_or_default())
        };
        self.messages.iter().map(headline).collect()
    }
}

impl Message {
    fn read(tokens: &[TokenTree]) -> Self {
        let [first, .., TokenTree::Group(last)] = tokens else {
            panic!("not a compile_error: {tokens:?}")
        };
        let [TokenTree::Literal(text)] = &last.stream().into_iter().collect::<Vec<_>>()[..] else {
            panic!("not a message: {last}")
        };
        let text: syn::LitStr = syn::parse2(TokenTree::from(text.clone()).into()).unwrap();
        let span = first.span().join(last.span()).unwrap();
        Self { at: span.source_text().unwrap_or_default(), text: text.value() }
    }
}

pub(crate) fn tokens(source: &str) -> TokenStream {
    source.parse().unwrap()
}

/// The tokens in an invisible group, as `macro_rules!` hands on what it matched.
pub(crate) fn invisible(source: &str) -> TokenStream {
    TokenTree::from(Group::new(Delimiter::None, tokens(source))).into()
}
