//! Tokens that nobody writes: no panic, and the item comes back.

use crate::support::{TABLE, tokens};
use com_callback_expand::expand;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

const ITEM: &str = "
    #[inline] pub(crate) default unsafe impl<'a, T: Fn(u32) -> u8, const N: usize> a::b::JobCallback for Log<'a, T, { N }>
    where T: 'static
    {
        #![allow(unused)]
        #[cfg(a)] const unsafe extern \"C\" fn job_done<'b, U>(&'b mut self, #[b] job: &IJob) -> Map<A, { 1 }> where U: A { }
        pub fn job_failed(self: Arc<Self>, (a, b): A<B, C>);
        const A: u8 = 1;
        type B = u8;
        rest! {}
    }";

/// `tokens` without one of its trees, for each of them, in groups too.
fn without_one(tokens: &TokenStream) -> Vec<TokenStream> {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut found = Vec::new();
    for (index, tree) in trees.iter().enumerate() {
        let around = |inner: Option<TokenTree>| {
            trees[..index]
                .iter()
                .cloned()
                .chain(inner)
                .chain(trees[index + 1..].iter().cloned())
                .collect()
        };
        found.push(around(None));
        if let TokenTree::Group(group) = tree {
            let rebuilt = |stream, delimiter| Some(Group::new(delimiter, stream).into());
            found.push(around(rebuilt(group.stream(), Delimiter::None)));
            found.extend(
                without_one(&group.stream())
                    .into_iter()
                    .map(|inner| around(rebuilt(inner, group.delimiter()))),
            );
        }
    }
    found
}

/// The tokens as text without spaces and invisible groups.
fn text(tokens: &TokenStream) -> String {
    tokens.to_string().split_whitespace().collect()
}

#[test]
fn every_item_with_a_hole_comes_back() {
    let item = tokens(ITEM);
    let holed = without_one(&item);
    assert!(holed.len() > 100, "{}", holed.len());
    for item in holed {
        let expansion = expand(&TABLE, TokenStream::new(), item.clone());
        assert!(text(&expansion).starts_with(&text(&item)), "{item}");
    }
}

#[test]
fn every_beginning_of_an_item_comes_back() {
    let trees: Vec<TokenTree> = tokens(ITEM).into_iter().collect();
    for length in 0..=trees.len() {
        let item: TokenStream = trees[..length].iter().cloned().collect();
        let expansion = expand(&TABLE, TokenStream::new(), item.clone());
        assert!(text(&expansion).starts_with(&text(&item)), "{item}");
    }
}

#[test]
fn every_argument_list_with_a_hole_is_read() {
    for arguments in
        without_one(&tokens("part, part = (1, 2), other(x = [y]), \"s\", 'c', -1, ,, fn :: x"))
    {
        let expansion = expand(&TABLE, arguments, tokens("struct Log;"));
        assert!(text(&expansion).starts_with("structLog;"));
    }
}
