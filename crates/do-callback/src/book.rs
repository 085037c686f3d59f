//! The chapters of the book, so that their examples are compiled and run as documentation tests.

macro_rules! chapters {
    ($($name:ident: $path:literal,)*) => { $(
        #[doc = include_str!(concat!("../book/src/", $path))]
        struct $name;
    )* };
}

chapters! {
    FirstCallback: "first-callback.md",
    Closures: "closures.md",
    Later: "later.md",
    Threading: "threading.md",
    Types: "types.md",
    Testing: "testing.md",
    FromImplement: "from-implement.md",
    WindowsCrate: "windows-crate.md",
    EmittedCode: "emitted-code.md",
}
