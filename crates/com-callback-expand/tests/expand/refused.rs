//! Uses with a mistake: what is underlined, what is said, and that the item comes back.

use com_callback_expand::{Feature, Interface, Method, Table, expand};
use proc_macro2::TokenStream;

use crate::support::{Expansion, tokens};

const METHODS: &str = "fn job_done(&self, job: &IJob) -> Result<()> { Ok(()) }
    fn job_failed(&self, job: &IJob, code: u32) -> Result<()> { Ok(()) }";

/// The item comes back with these messages (`underlined -> first line`), and with a declaration if it `declares`.
#[track_caller]
fn check(arguments: &str, item: &str, declares: bool, headlines: &[&str]) -> Expansion {
    let expansion = Expansion::of(arguments, item);
    assert_eq!(expansion.headlines(), headlines);
    let item = tokens(item).to_string();
    assert!(expansion.code.starts_with(&item), "{}", expansion.code);
    assert_eq!(expansion.code.len() > item.len(), declares, "{}", expansion.code);
    expansion
}

/// A complete impl of `JobCallback` with a wrong head.
#[track_caller]
fn check_head(head: &str, declares: bool, headlines: &[&str]) {
    check("", &format!("{head} {{ {METHODS} }}"), declares, headlines);
}

/// An impl of `JobCallback` with wrong members. It is declared all the same.
#[track_caller]
fn check_members(members: &str, headlines: &[&str]) -> Expansion {
    check("", &format!("impl JobCallback for Log {{ {members} }}"), true, headlines)
}

/// `job_done` with a wrong signature, beside a right `job_failed`.
#[track_caller]
fn check_signature(job_done: &str, headline: &str) {
    let job_failed = "fn job_failed(&self, job: &IJob, code: u32) -> Result<()> { Ok(()) }";
    check_members(&format!("{job_done} -> Result<()> {{ Ok(()) }} {job_failed}"), &[headline]);
}

/// An otherwise right impl with wrong arguments.
#[track_caller]
fn check_arguments(arguments: &str, declares: bool, headlines: &[&str]) {
    check(arguments, &format!("impl JobCallback for Log {{ {METHODS} }}"), declares, headlines);
}

#[test]
fn options() {
    check_arguments("prt", false, &["prt -> unknown option `prt`"]);
    check_arguments("whole", true, &["whole -> unknown option `whole`"]);
    check_arguments("whole(a, b), part", false, &["whole -> unknown option `whole`"]);
    check_arguments("part, part", false, &["part -> the option `part` is given twice"]);
    check_arguments("part = true", false, &["= true -> the option `part` takes no value"]);
    check_arguments(
        "part(x), y",
        false,
        &["(x) -> the option `part` takes no value", "y -> unknown option `y`"],
    );
    check_arguments("\"part\"", true, &["\"part\" -> expected the name of an option"]);
    check_arguments(",", true, &[", -> expected the name of an option"]);
    check_arguments("fn", true, &["fn -> unknown option `fn`"]);
    check_arguments("apartmnt", true, &["apartmnt -> unknown option `apartmnt`"]);
    check_arguments(
        "weak = 1, panic, final_release =, also",
        true,
        &[
            "= 1 -> the option `weak` takes no value",
            "panic -> the option `panic` needs a value",
            "final_release -> the option `final_release` needs a value",
            "also -> the option `also` needs traits",
        ],
    );
    for arguments in ["also = A", "also()", "also(A, 3)", "also[A]", "also(A)(B)", "also(,)"] {
        check_arguments(arguments, true, &["also -> the option `also` needs traits"]);
    }
    check_arguments("panic(abort)", true, &["panic -> the option `panic` needs a value"]);
    check_arguments(
        "panic = \"abort\", final_release = b\"close\"",
        true,
        &[
            "\"abort\" -> the option `panic` takes no string",
            "b\"close\" -> the option `final_release` takes no string",
        ],
    );
    let twice = "panic = E_FAIL, weak, panic = abort, weak";
    let expansion = check(
        twice,
        &format!("impl JobCallback for Log {{ {METHODS} }}"),
        true,
        &["panic -> the option `panic` is given twice", "weak -> the option `weak` is given twice"],
    );
    assert!(expansion.code.contains("agile , panic (E_FAIL) , weak {"), "{}", expansion.code);
}

#[test]
fn options_that_do_not_go_together() {
    check_arguments(
        "part, weak, panic = abort",
        false,
        &[
            "weak -> `part` declares no object that `weak` could be said of",
            "panic -> `part` declares no object that `panic` could be said of",
        ],
    );
    check_arguments(
        "no_marshal, apartment",
        true,
        &["no_marshal -> an object with `apartment` has no marshaler to leave out"],
    );
    check_arguments(
        "also(a::JobCallback, Raw, Raw, IRaw, Elsewhere)",
        true,
        &[
            "a::JobCallback -> the object has `JobCallback` already",
            "Raw -> the object has `Raw` already",
            "IRaw -> `IRaw` is the interface that clients call, not the trait to implement",
        ],
    );
    check_arguments(
        "also(JobCallback2)",
        true,
        &["JobCallback2 -> `JobCallback2` is derived from `JobCallback`, which is named beside it"],
    );
    check(
        "also(JobCallback)",
        "impl JobCallback2 for Log { fn file_done(&self) -> Result<()> { Ok(()) } }",
        true,
        &[
            "JobCallback -> `JobCallback` is a base of `JobCallback2`, and every base is answered anyway",
        ],
    );
}

#[test]
fn not_an_impl() {
    for (item, keyword, kind) in [
        ("struct Log;", "struct", "a struct"),
        ("#[derive(Default)] pub(crate) struct Log { a: u32 }", "struct", "a struct"),
        ("enum Log {}", "enum", "an enum"),
        ("union Log { a: u32 }", "union", "a union"),
        ("pub unsafe trait Log {}", "trait", "a trait"),
        ("mod log {}", "mod", "a module"),
        ("use log;", "use", "an import"),
        ("type Log = u32;", "type", "a type alias"),
        ("const LOG: fn() = log;", "const", "a constant"),
        ("static LOG: u32 = 0;", "static", "a static"),
        ("const unsafe extern \"C\" fn log() {}", "fn", "a function"),
        ("pub async fn log() {}", "fn", "a function"),
        ("log! {}", "log", "this item"),
        ("extern \"C\" {}", "extern", "this item"),
    ] {
        let headline = format!(
            "{keyword} -> `#[callback]` goes on the impl of a callback trait, and this is {kind}"
        );
        check("", item, false, &[&headline]);
    }
}

#[test]
fn heads() {
    check_head(
        "impl Log<T>",
        false,
        &[
            "Log<T> -> `#[callback]` goes on the impl of a callback trait, and this impl names no trait",
        ],
    );
    check_head(
        "impl !JobCallback for Log",
        false,
        &["! -> an impl of `!JobCallback` has nothing to call"],
    );
    check_head(
        "unsafe impl JobCallback for Log",
        true,
        &["unsafe -> `JobCallback` is a safe trait to implement"],
    );
    check_head(
        "impl JobCallback<u32> for Log",
        false,
        &["JobCallback<u32> -> the trait `JobCallback` takes no generic arguments"],
    );
    check_head(
        "impl JobCallback::<u32> for Log",
        false,
        &["JobCallback::<u32> -> the trait `JobCallback` takes no generic arguments"],
    );
}

#[test]
fn unknown_traits() {
    check_head(
        "impl Display for Log",
        false,
        &["Display -> `Display` is not a trait that `#[callback]` knows"],
    );
    check_head(
        "impl jobs::JobCalback for Log",
        false,
        &["jobs::JobCalback -> `JobCalback` is not a trait that `#[callback]` knows"],
    );
    check_head(
        "impl IJobCallback for Log",
        false,
        &[
            "IJobCallback -> `IJobCallback` is the interface that clients call, not the trait to implement",
        ],
    );
}

#[test]
fn known_traits_are_listed_in_lines_that_fit() {
    let expansion = Expansion::of("", "impl Display for Log {}");
    assert_eq!(
        expansion.messages[0].text,
        "`Display` is not a trait that `#[callback]` knows
note: it knows these by their own names (not under a name given by `use .. as ..`):
      JobCallback, JobCallback2, Raw,
      AnInterfaceWithANameThatIsLongEnoughToFillALineOfItsOwn,
      AnInterfaceWithANameThatIsLongEnoughToFillALineOfItsOwn2"
    );
}

#[test]
fn pointer_types() {
    for (ty, pointer) in [
        ("Arc<Log>", "an `Arc`"),
        ("std::rc::Rc<Log>", "an `Rc`"),
        ("Box<Log>", "a `Box`"),
        ("Pin<Box<Log>>", "a `Pin`"),
        ("&Log", "a reference"),
        ("&'static mut Log", "a reference"),
        ("*const Log", "a raw pointer"),
    ] {
        let headline =
            format!("{ty} -> a COM object is made of a type of your own, not of {pointer} to one");
        check_head(&format!("impl JobCallback for {ty}"), false, &[&headline]);
    }
    // That it borrows, too, goes without saying.
    let headline =
        "&'a Log -> a COM object is made of a type of your own, not of a reference to one";
    check_head("impl<'a> JobCallback for &'a Log", false, &[headline]);
}

#[test]
fn an_impl_with_nothing_but_attributes_inside_is_empty() {
    check_members(
        "#![allow(unused)]",
        &["JobCallback -> `JobCallback` is not complete, missing: `job_done`, `job_failed`"],
    );
}

#[test]
fn borrowing_types() {
    check_head(
        "impl<'a> JobCallback for Log<'a>",
        false,
        &["'a -> a COM object must be `'static`, and this type borrows for `'a`"],
    );
    check_head(
        "impl JobCallback for Log<'_>",
        false,
        &["'_ -> a COM object must be `'static`, and this type borrows for `'_`"],
    );
}

#[test]
fn the_attribute_twice() {
    let item = format!("impl JobCallback for Log {{ {METHODS} }}");
    for again in ["#[callback]", "#[jobs::callback(part)]"] {
        let expansion = Expansion::of("", &format!("/// Doc.\n {again} #[inline] {item}"));
        assert_eq!(
            expansion.headlines(),
            [format!("{again} -> `#[callback]` stands on this impl twice")]
        );
        let declared =
            format!("/// Doc.\n #[inline] {item} JobCallback! {{ agile {{}} {{Log}} {{}} }}");
        assert_eq!(expansion.code, tokens(&declared).to_string());
    }
}

#[test]
fn missing_methods_are_listed_in_one_message() {
    let expansion = check_members(
        "",
        &["JobCallback -> `JobCallback` is not complete, missing: `job_done`, `job_failed`"],
    );
    assert_eq!(
        expansion.messages[0].text,
        "`JobCallback` is not complete, missing: `job_done`, `job_failed`
help: add
    // JobDone, jobs.idl:2
    fn job_done(&self, job: &IJob) -> Result<()> { todo!() }
    // JobFailed, jobs.idl:3
    fn job_failed(&self, job: &IJob, code: u32) -> Result<()> { todo!() }"
    );
    check_members(
        "fn job_done(&self, job: &IJob) {}",
        &["JobCallback -> `JobCallback` is not complete, missing: `job_failed`"],
    );
}

#[test]
fn a_misspelt_method_is_one_mistake() {
    for name in ["job_doen", "JobDone", "jobDone", "on_job_done"] {
        let expansion = check_members(
            &format!(
                "fn {name}(&self, job: &IJob) {{}} fn job_failed(&self, job: &IJob, code: u32) {{}}"
            ),
            &[&format!("{name} -> `{name}` is not a method of `JobCallback`")],
        );
        assert!(expansion.messages[0].text.contains("did you mean `job_done`?"), "{name}");
    }
}

#[test]
fn a_function_of_ones_own_goes_elsewhere() {
    let expansion = check_members(
        &format!("{METHODS} fn helper() {{}}"),
        &["helper -> `helper` is not a method of `JobCallback`"],
    );
    assert!(expansion.messages[0].text.contains("`impl Log { fn helper(..) }`"));
}

#[test]
fn methods_of_relatives_go_there() {
    let expansion = check(
        "",
        &format!("impl JobCallback2 for Log {{ {METHODS} fn file_done(&self) {{}} }}"),
        true,
        &[
            "job_done -> `job_done` is a method of `JobCallback`, the base of `JobCallback2`",
            "job_failed -> `job_failed` is a method of `JobCallback`, the base of `JobCallback2`",
        ],
    );
    assert!(expansion.messages[0].text.contains("`impl JobCallback for Log`"));
    check_members(
        &format!("{METHODS} fn file_done(&self) {{}}"),
        &[
            "file_done -> `file_done` is a method of `JobCallback2`, which is derived from `JobCallback`",
        ],
    );
}

#[test]
fn methods_twice() {
    check_members(
        &format!("{METHODS} fn job_done(&self, job: &IJob) {{}}"),
        &["job_done -> the method `job_done` is written twice"],
    );
}

#[test]
fn constants_and_types() {
    check_members(
        &format!("const A: [u8; {{ 1 }}] = {{ [1] }}; pub type B = Map<A, {{ 1 }}>; {METHODS}"),
        &[
            "A -> `JobCallback` has methods only, and `A` is a constant",
            "B -> `JobCallback` has methods only, and `B` is a type",
        ],
    );
}

#[test]
fn signatures() {
    let self_ = "`job_done` must take `&self`:";
    check_signature(
        "fn job_done(&self)",
        "job_done -> `job_done` takes one parameter besides `self`, and this one has 0",
    );
    check_signature(
        "fn job_done(&self, job: Map<A, B>, more: (A, B))",
        "job_done -> `job_done` takes one parameter besides `self`, and this one has 2",
    );
    check_signature(
        "fn job_done<T>(&self, job: &IJob)",
        "<T> -> `job_done` cannot be generic: a COM client calls one function",
    );
    check_signature(
        "fn job_done<'a, const N: usize>(&'a self, job: &IJob)",
        "<'a, const N: usize> -> `job_done` cannot be generic: a COM client calls one function",
    );
    check_signature(
        "fn job_done(&self, job: &impl Job)",
        "job: &impl Job -> `job_done` cannot be generic: a COM client calls one function",
    );
    check_signature(
        "async fn job_done(&self, job: &IJob)",
        "async -> `job_done` cannot be `async`: a COM client waits for its result",
    );
    check_signature(
        "const fn job_done(&self, job: &IJob)",
        "const -> `job_done` cannot be `const`: a trait method is not",
    );
    check_signature(
        "extern \"system\" fn job_done(&self, job: &IJob)",
        "extern \"system\" -> `job_done` is a plain Rust method: how a COM client calls it is taken care of",
    );
    check_signature(
        "unsafe fn job_done(&self, job: &IJob)",
        "unsafe -> `job_done` is a safe method",
    );
    for exclusive in ["&mut self", "&'a mut self", "self: &mut Self"] {
        check_signature(
            &format!("fn job_done({exclusive}, job: &IJob)"),
            &format!("{exclusive} -> {self_} many clients may call at the same time"),
        );
    }
    for owned in ["self", "mut self", "self: Self"] {
        check_signature(
            &format!("fn job_done({owned}, job: &IJob)"),
            &format!("{owned} -> {self_} the object outlives the call"),
        );
    }
    for typed in ["self: Arc<Self>", "mut self: Pin<&mut Self>", "self: &Arc<Self>"] {
        check_signature(
            &format!("fn job_done({typed}, job: &IJob)"),
            &format!("{typed} -> {self_} COM counts the references itself"),
        );
    }
    check_signature(
        "fn job_done(job: &IJob)",
        &format!("job_done -> {self_} it is called on an object"),
    );
}

#[test]
fn a_raw_method_must_be_unsafe() {
    check(
        "",
        "impl Raw for Log { fn poke(&self, at: *mut u8) {} fn r#type(&self) -> u32 { 0 } }",
        true,
        &["poke -> `poke` must be an `unsafe fn`: raw pointers pass through it"],
    );
}

#[test]
fn all_mistakes_at_once() {
    check(
        "whole",
        "unsafe impl JobCallback for Log {
            async fn job_done<T>(&mut self) {}
            fn helper() {}
            const A: u32 = 1;
        }",
        true,
        &[
            "whole -> unknown option `whole`",
            "unsafe -> `JobCallback` is a safe trait to implement",
            "async -> `job_done` cannot be `async`: a COM client waits for its result",
            "<T> -> `job_done` cannot be generic: a COM client calls one function",
            "&mut self -> `job_done` must take `&self`: many clients may call at the same time",
            "job_done -> `job_done` takes one parameter besides `self`, and this one has 0",
            "helper -> `helper` is not a method of `JobCallback`",
            "A -> `JobCallback` has methods only, and `A` is a constant",
            "JobCallback -> `JobCallback` is not complete, missing: `job_failed`",
        ],
    );
}

/// rustc hands no such tokens to an attribute, but other macros may: no panic, one message, and the tokens come back.
#[test]
fn what_is_no_item_at_all_comes_back() {
    for item in [
        "",
        "#",
        "#[a]",
        "pub",
        "impl",
        "impl<",
        "impl<T JobCallback for Log {}",
        "impl JobCallback for Log",
        "impl JobCallback for Log;",
        "impl for Log {}",
        "impl <A as B>::C for Log {}",
        "impl JobCallback for Log {} extra",
        "impl JobCallback for Log { fn }",
        "impl JobCallback for Log { fn job_done }",
        "impl JobCallback for Log { fn job_done<(&self) {} }",
    ] {
        let expansion = Expansion::of("", item);
        assert_eq!(expansion.messages.len(), 1, "{item}: {:?}", expansion.messages);
        assert_eq!(expansion.code, tokens(item).to_string());
    }
}

/// `IDispatch` and an interface that derives from it.
static SCRIPTS: Table = Table {
    attribute: "callback",
    interfaces: &[
        Interface {
            trait_name: "Dispatch",
            name: "IDispatch",
            iid: "00020400-0000-0000-c000-000000000046",
            base: None,
            feature: None,
            source: "oaidl.idl:1",
            methods: &[],
        },
        Interface {
            trait_name: "Shape",
            name: "IShape",
            iid: "00000000-0000-0000-0000-000000000009",
            base: Some("Dispatch"),
            feature: None,
            source: "shapes.idl:4",
            methods: &[],
        },
    ],
    dispinterfaces: &["_DShapeEvents"],
};

#[test]
fn interfaces_of_scripts() {
    for (name, source) in [("Dispatch", "oaidl.idl:1"), ("Shape", "shapes.idl:4")] {
        let item: TokenStream = format!("impl {name} for Log {{}}").parse().expect("tokens");
        let text = expand(&SCRIPTS, TokenStream::new(), item).to_string();
        assert!(text.contains(&format!("`I{name}` is an interface of `IDispatch`")), "{text}");
        assert!(text.contains(source) && text.contains("GetIDsOfNames"), "{text}");
        assert!(!text.contains("const _"), "no object is declared: {text}");
    }
}

#[test]
fn dispinterfaces() {
    for name in ["_DShapeEvents", "DShapeEvents", "ShapeEvents"] {
        let item: TokenStream = format!("impl {name} for Log {{}}").parse().expect("tokens");
        let text = expand(&SCRIPTS, TokenStream::new(), item).to_string();
        assert!(text.contains("`_DShapeEvents` is a dispinterface"), "{text}");
        assert!(text.contains("IDispatch::Invoke"), "{text}");
        assert!(!text.contains("const _"), "no object is declared: {text}");
    }
}

/// A chain behind features, of which the last is off.
static CHAIN: Table = Table {
    attribute: "callback",
    interfaces: &[
        Interface { methods: BEGIN, ..link("First", None, true) },
        link("Second", Some("First"), true),
        link("Third", Some("Second"), true),
        link("Fourth", Some("Third"), false),
    ],
    dispinterfaces: &[],
};

const BEGIN: &[Method] = &[Method {
    name: "begin",
    idl_name: "Begin",
    slot: 3,
    arity: 0,
    signature: "fn begin(&self)",
    is_unsafe: false,
    source: "",
}];

const fn link(trait_name: &'static str, base: Option<&'static str>, is_on: bool) -> Interface {
    let feature = Some(Feature { name: "late", krate: "jobs", is_on });
    Interface { trait_name, name: "", iid: "", base, feature, source: "", methods: &[] }
}

/// What is said of an impl of a trait in [`CHAIN`].
fn said(arguments: &str, item: &str) -> String {
    expand(&CHAIN, arguments.parse().expect("tokens"), item.parse().expect("tokens")).to_string()
}

#[test]
fn a_base_of_a_base_is_a_base() {
    let text = said("", "impl Third for Log { fn begin(&self) {} }");
    assert!(text.contains("`begin` is a method of `First`, the base of `Third`"), "{text}");
    let text = said("also(First)", "impl Third for Log {}");
    assert!(text.contains("`First` is a base of `Third`"), "{text}");
}

#[test]
fn a_trait_behind_a_feature_that_is_off() {
    let words = "`Fourth` stands behind the feature `late` of `jobs`, which is off";
    for text in [said("", "impl Fourth for Log {}"), said("also(Fourth)", "impl Third for Log {}")]
    {
        assert!(text.contains(words), "{text}");
    }
    assert!(!said("also(Third)", "impl Second for Log {}").contains(words));
}
