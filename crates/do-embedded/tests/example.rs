//! The example `download`, as a program runs it: by the embedded service, and on Windows by BITS.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

#[path = "../examples/download/main.rs"]
#[allow(dead_code, reason = "a test has its own `main`")]
mod download;
mod support;

use download::{Wish, run};
use support::{
    Folder, content,
    server::{Manner, Server},
};

fn wish(arguments: &[&str]) -> Wish {
    Wish::from_arguments(arguments.iter().map(|argument| (*argument).to_owned())).unwrap()
}

/// Downloads two files of one name, by this service.
fn two_files(service: &str) {
    let folder = Folder::new();
    let (first, second) = (content(100_000), content(70_000));
    let files = [("/x/a.bin", first.clone()), ("/y/a.bin", second.clone())];
    let server = Server::start(&files, Manner::Good);
    let urls = files.map(|(path, _)| server.url(path));
    run(&wish(&[&urls[0], &urls[1], "--to", &folder.path("to"), "--service", service])).unwrap();
    assert_eq!(folder.read("to/a.bin"), first);
    assert_eq!(folder.read("to/1-a.bin"), second);
}

#[test]
fn the_embedded_service_downloads() {
    two_files("embedded");
}

#[cfg(windows)]
#[test]
fn bits_downloads() {
    two_files("bits");
}

#[cfg(not(windows))]
#[test]
fn bits_is_of_windows() {
    let error = run(&wish(&["file:///a", "--to", "/tmp", "--service", "bits"])).unwrap_err();
    assert!(error.to_string().contains("Windows"), "{error}");
}

#[test]
fn a_failure_is_told_with_its_file_and_leaves_nothing() {
    let folder = Folder::new();
    let server = Server::start(&[], Manner::Good);
    let url = server.url("/missing");
    let error = run(&wish(&[&url, "--to", &folder.path("to")])).unwrap_err().to_string();
    assert!(error.contains(&url) && error.contains("404"), "{error}");
    assert!(std::fs::read_dir(folder.path("to")).unwrap().next().is_none());
}
