//! `limits method|destructor|destructors`: panics where the argument says, and prints `contained` if the process is still there.
#![forbid(unsafe_code)]

use do_callback::prelude::*;

/// Panics when it is dropped.
struct Brittle;

impl Drop for Brittle {
    fn drop(&mut self) {
        panic!("a destructor");
    }
}

/// A file whose methods panic, and whose fields do so when they are dropped.
struct File {
    _brittle: Vec<Brittle>,
}

#[do_callback]
impl BackgroundCopyFile for File {
    fn get_remote_name(&self) -> Result<WString> {
        panic!("a method")
    }
    fn get_local_name(&self) -> Result<WString> {
        let _brittle = Brittle;
        panic!("a method, and a destructor while it unwinds")
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS::default())
    }
}

fn main() {
    let file = |brittle: usize| {
        IBackgroundCopyFile::from(File { _brittle: (0..brittle).map(|_| Brittle).collect() })
    };
    let code = match std::env::args().nth(1).as_deref() {
        Some("method") => file(0).get_remote_name().map(drop).map_err(|error| error.code()),
        Some("method-and-destructor") => {
            file(0).get_local_name().map(drop).map_err(|error| error.code())
        }
        Some("destructor") => {
            drop(file(1));
            Ok(())
        }
        Some("destructors") => {
            drop(file(2));
            Ok(())
        }
        _ => {
            eprintln!("usage: limits method|method-and-destructor|destructor|destructors");
            std::process::exit(2);
        }
    };
    println!("contained: {code:?}");
}
