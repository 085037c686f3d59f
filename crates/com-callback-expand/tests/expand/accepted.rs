//! Uses without a mistake: what comes back, and what is declared.

use crate::support::{Expansion, invisible, tokens};
use quote::quote;

const METHODS: &str = "{
    fn job_done(&self, job: &IJob) -> Result<()> { body!(); Ok(()) }
    fn job_failed(&self, job: &IJob, code: u32) -> Result<()> { Ok(()) }
}";

/// The impl comes back token for token, followed by the declaration and nothing else.
#[track_caller]
fn check(arguments: &str, item: &str, declaration: &str) {
    let expansion = Expansion::of(arguments, item);
    assert_eq!(expansion.headlines(), [""; 0]);
    assert_eq!(expansion.code, tokens(&format!("{item} {declaration}")).to_string());
}

/// An impl of `JobCallback` with this head.
#[track_caller]
fn check_head(head: &str, declaration: &str) {
    check("", &format!("{head} {METHODS}"), declaration);
}

#[test]
fn a_plain_impl_is_declared() {
    check_head("impl JobCallback for Log", "JobCallback! { agile {} {Log} {} }");
}

#[test]
fn options_go_into_the_declaration_in_their_order() {
    let item = format!("impl JobCallback for Log {METHODS}");
    for (arguments, declaration) in [
        ("apartment", "JobCallback! { apartment {} {Log} {} }"),
        ("weak, apartment,", "JobCallback! { apartment, weak {} {Log} {} }"),
        ("also(Raw)", "JobCallback! { agile, also(Raw) {} {Log} {} }"),
        (
            "also(::other::Ping, Raw,), no_marshal, error_info",
            "JobCallback! { agile, also(::other::Ping, Raw), no_marshal, error_info {} {Log} {} }",
        ),
        ("panic = abort", "JobCallback! { agile, panic(abort) {} {Log} {} }"),
        (
            "final_release = close::<Vec<u8>, fn() -> u8>, weak",
            "JobCallback! { agile, final_release(close::<Vec<u8>, fn() -> u8>), weak {} {Log} {} }",
        ),
        (
            "panic = codes::E_FAIL, final_release = <Log>::close",
            "JobCallback! { agile, panic(codes::E_FAIL), final_release(<Log>::close) {} {Log} {} }",
        ),
    ] {
        check(arguments, &item, declaration);
    }
}

#[test]
fn the_path_is_the_users() {
    check_head("impl jobs::JobCallback for Log", "jobs::JobCallback! { agile {} {Log} {} }");
    check_head("impl ::jobs::JobCallback for Log", "::jobs::JobCallback! { agile {} {Log} {} }");
    check_head(
        "impl crate::a::JobCallback for self::Log",
        "crate::a::JobCallback! { agile {} {self::Log} {} }",
    );
}

#[test]
fn attributes_and_docs_come_back() {
    check_head(
        "/// Doc.\n #[allow(dead_code)] #[cfg_attr(a, b)] impl JobCallback for Log",
        "JobCallback! { agile {} {Log} {} }",
    );
}

#[test]
fn generics_and_bounds_go_into_the_declaration() {
    check_head(
        "impl<T: Fn(u32) -> Vec<Vec<u8>> + Send, const N: usize> JobCallback for Log<T, { N + 1 }> where T: Sync + 'static",
        "JobCallback! { agile
            {<T: 'static + Fn(u32) -> Vec<Vec<u8>> + Send, const N: usize>}
            {Log<T, { N + 1 }>} {where T: Sync + 'static} }",
    );
    check_head(
        "impl<T: for<'x> Fn(&'x u8), U,> JobCallback for Log<T, dyn for<'x> Fn(&'x u8) -> U>",
        "JobCallback! { agile {<T: 'static + for<'x> Fn(&'x u8), U: 'static,>}
            {Log<T, dyn for<'x> Fn(&'x u8) -> U>} {} }",
    );
    check_head(
        "impl<T = u32> JobCallback for Log<T>",
        "JobCallback! { agile {<T: 'static = u32>} {Log<T>} {} }",
    );
    check_head(
        "impl<#[cfg(a)] T> JobCallback for Log<T>",
        "JobCallback! { agile {<#[cfg(a)] T>} {Log<T>} {} }",
    );
    check_head(
        "impl<T: Into<fn() -> u8>, U> JobCallback for Log<T, U>",
        "JobCallback! { agile {<T: 'static + Into<fn() -> u8>, U: 'static>} {Log<T, U>} {} }",
    );
    check_head("impl<> JobCallback for Log", "JobCallback! { agile {<>} {Log} {} }");
}

#[test]
fn lifetimes_that_are_static_or_not_in_the_type_are_fine() {
    check_head("impl JobCallback for Log<'static>", "JobCallback! { agile {} {Log<'static>} {} }");
    check_head(
        "impl<'a: 'static> JobCallback for Log<'a>",
        "JobCallback! { agile {<'a: 'static>} {Log<'a>} {} }",
    );
    check_head(
        "impl<'a> JobCallback for Log<'a> where 'a: 'static",
        "JobCallback! { agile {<'a>} {Log<'a>} {where 'a: 'static} }",
    );
    check_head(
        "impl<'a, T: Of<'a>> JobCallback for Log<T>",
        "JobCallback! { agile {<'a, T: 'static + Of<'a>>} {Log<T>} {} }",
    );
}

/// Words before and after `impl` that rustc refuses, or allows one day.
#[test]
fn words_that_are_rustcs_to_judge() {
    check_head("default impl JobCallback for Log", "JobCallback! { agile {} {Log} {} }");
    check_head("impl const JobCallback for Log", "JobCallback! { agile {} {Log} {} }");
}

#[test]
fn what_only_looks_like_a_pointer_is_fine() {
    check_head(
        "impl JobCallback for ArcLog<Arc<u32>>",
        "JobCallback! { agile {} {ArcLog<Arc<u32>>} {} }",
    );
}

#[test]
fn a_part_declares_nothing() {
    check("part", &format!("impl JobCallback for Log {METHODS}"), "");
    check("part,", &format!("impl<'a> JobCallback for Log<'a> {METHODS}"), "");
}

#[test]
fn a_derived_trait_has_its_own_methods_only() {
    check(
        "",
        "impl JobCallback2 for Log { fn file_done(&self) -> Result<()> { Ok(()) } }",
        "JobCallback2! { agile {} {Log} {} }",
    );
}

#[test]
fn signatures_may_be_spelled_in_many_ways() {
    check(
        "",
        "impl JobCallback for Log {
            #![allow(unused)]
            /// Doc.
            #[inline] fn job_done<'a, 'b: 'a>(&'a self, _: &'b IJob,) -> Result<()> where 'b: 'a { Ok(()) }
            fn job_failed(self: &Self, (a, b): Pair<A, B>, Wrap { c, d }: fn(A, B) -> Map<A, { 1 }>) -> Map<A, { 2 }> { Ok(()) }
        }",
        "JobCallback! { agile {} {Log} {} }",
    );
}

#[test]
fn unsafe_methods_and_raw_identifiers() {
    check(
        "",
        "impl Raw for Log { unsafe fn poke(&self, at: *mut u8) -> Result<()> { Ok(()) } fn r#type(&self) -> u32 { 0 } }",
        "Raw! { agile {} {Log} {} }",
    );
    check(
        "",
        "impl JobCallback2 for Log { fn r#file_done(&self) -> Result<()> { Ok(()) } }",
        "JobCallback2! { agile {} {Log} {} }",
    );
}

#[test]
fn a_condition_or_a_macro_call_leaves_completeness_to_rustc() {
    for members in [
        "#[cfg(windows)] fn job_done(&self, job: &IJob) {} #[cfg(not(windows))] fn job_done(&self, job: &IJob) {}",
        "#[cfg_attr(a, cfg(b))] fn job_done(&self, job: &IJob) {}",
        "rest! {}",
        "rest!(a; b);",
        "fn job_done(&self, job: &IJob) {} self::rest! [];",
    ] {
        check(
            "",
            &format!("impl JobCallback for Log {{ {members} }}"),
            "JobCallback! { agile {} {Log} {} }",
        );
    }
}

#[test]
fn a_condition_on_a_parameter_leaves_the_count_to_rustc() {
    check(
        "",
        "impl JobCallback for Log { fn job_done(&self, #[cfg(a)] x: A, #[cfg(not(a))] x: B) {} rest! {} }",
        "JobCallback! { agile {} {Log} {} }",
    );
}

#[test]
fn bodies_are_not_read() {
    check(
        "",
        "impl JobCallback2 for Log { fn file_done(&self) -> Result<()> { syntax of < the } }",
        "JobCallback2! { agile {} {Log} {} }",
    );
}

/// Everything that a `macro_rules!` macro may have matched comes in an invisible group.
#[test]
fn invisible_groups_are_seen_through() {
    let path = invisible("jobs :: JobCallback");
    let ty = invisible("Log < T >");
    let method = invisible("fn job_done(&self, job: &IJob) -> Result<()> { Ok(()) }");
    let block = invisible("{ Ok(()) }");
    let item = quote! {
        impl<T> #path for #ty { #method fn job_failed(&self, job: &IJob, code: u32) -> Result<()> #block }
    };
    let expansion = Expansion::of_tokens("", item.clone());
    assert_eq!(expansion.headlines(), [""; 0]);
    let expected = quote!(#item jobs::JobCallback! { agile {<T: 'static>} {#ty} {} });
    assert_eq!(expansion.code, expected.to_string());
}

#[test]
fn an_item_in_an_invisible_group_is_read() {
    let expansion =
        Expansion::of_tokens("", invisible(&format!("impl JobCallback for Log {METHODS}")));
    assert_eq!(expansion.headlines(), [""; 0]);
    assert!(expansion.code.ends_with(&tokens("JobCallback! { agile {} {Log} {} }").to_string()));
}

#[test]
fn the_expansion_holds_no_unsafe_of_its_own() {
    let expansion = Expansion::of("", &format!("impl JobCallback for Log {METHODS}"));
    assert!(!expansion.code.contains("unsafe"));
}
