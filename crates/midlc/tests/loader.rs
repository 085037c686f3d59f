//! Finding and reading files: order of the folders, letter case, each file once, and what is no file.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::{fs, path::Path};

use midlc::{
    frontend::{
        program::{Files, OpenError, OpenKind},
        source::{FileId, Owner, SourceMap},
    },
    loader::Loader,
};
use tempfile::TempDir;

/// A folder with files, and a loader that has opened `main.idl` in it.
struct Scene {
    folder: TempDir,
    sources: SourceMap,
    loader: Loader,
    main: FileId,
}

impl Scene {
    fn new(files: &[(&str, &str)], include: &[&str]) -> Scene {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "main.idl", "// main");
        files.iter().for_each(|(name, text)| write(folder.path(), name, text));
        let mut loader = Loader::new(folder.path(), include);
        let mut sources = SourceMap::default();
        let main = loader.open_root(&mut sources, "main.idl").unwrap();
        Scene { folder, sources, loader, main }
    }

    fn open_from(&mut self, name: &str, from: FileId) -> Result<FileId, OpenError> {
        self.loader.open(&mut self.sources, name, from, OpenKind::Import)
    }

    fn open(&mut self, name: &str) -> Result<FileId, OpenError> {
        self.open_from(name, self.main)
    }

    /// The name shown and the text of what `name` leads to.
    #[track_caller]
    fn check(&mut self, name: &str, shown: &str, text: &str) {
        let id = self.open(name).unwrap();
        let file = self.sources.file(id);
        assert_eq!((file.name.as_str(), file.text.as_str()), (shown, text));
    }

    #[track_caller]
    fn check_unreadable(&mut self, name: &str, why: &str) {
        assert_eq!(self.open(name), Err(OpenError::Unreadable { reason: why.to_owned() }));
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn beside_the_importing_file_first() {
    let mut scene = Scene::new(&[("a.idl", "beside"), ("sdk/a.idl", "included")], &["sdk"]);
    scene.check("a.idl", "a.idl", "beside");
}

#[test]
fn include_folders_in_order() {
    let files = [("one/b.idl", "one"), ("two/a.idl", "two a"), ("two/b.idl", "two b")];
    let mut scene = Scene::new(&files, &["one", "two/"]);
    scene.check("a.idl", "two/a.idl", "two a");
    scene.check("b.idl", "one/b.idl", "one");
}

#[test]
fn an_imported_file_imports_from_its_own_folder() {
    let files = [("sdk/deep/a.idl", "a"), ("sdk/deep/b.idl", "near"), ("b.idl", "far")];
    let mut scene = Scene::new(&files, &["sdk"]);
    let inner = scene.open("deep/a.idl").unwrap();
    let near = scene.open_from("b.idl", inner).unwrap();
    assert_eq!(scene.sources.file(near).name, "sdk/deep/b.idl");
    scene.check("b.idl", "b.idl", "far");
}

#[test]
fn the_prelude_last_and_marked() {
    let mut scene = Scene::new(&[], &[]);
    let id = scene.open("UnkNwnBase.IDL").unwrap();
    let file = scene.sources.file(id);
    assert_eq!((file.name.as_str(), file.owner), ("<prelude>/unknwnbase.idl", Owner::Prelude));
    assert!(file.text.contains("IUnknown"));
    assert_eq!(scene.open("unknwnbase.idl"), Ok(id), "read once");
}

#[test]
fn include_folders_see_each_other_in_order() {
    let files = [("new/a.idl", "new a"), ("old/a.idl", "old a"), ("old/b.idl", "old b")];
    let mut scene = Scene::new(&files, &["new", "old"]);
    let old = scene.open("b.idl").unwrap();
    let found = scene.open_from("a.idl", old).unwrap();
    assert_eq!(scene.sources.file(found).text.as_str(), "new a");
}

#[test]
fn named_files_are_the_users_own() {
    let scene = Scene::new(&[], &["."]);
    assert_eq!(scene.sources.file(scene.main).owner, Owner::User);
    let mut sources = SourceMap::default();
    let mut loader = Loader::new(scene.folder.path(), [""; 0]).lenient();
    let main = loader.open_root(&mut sources, "main.idl").unwrap();
    assert_eq!(sources.file(main).owner, Owner::Library);
}

#[test]
fn an_include_folder_wins_over_the_prelude() {
    let mut scene = Scene::new(&[("sdk/Unknwn.idl", "own")], &["sdk"]);
    let id = scene.open("unknwn.idl").unwrap();
    let file = scene.sources.file(id);
    assert_eq!((file.text.as_str(), file.owner), ("own", Owner::Library));
    // Also for what the prelude imports itself.
    let oaidl = scene.open("oaidl.idl").unwrap();
    assert_eq!(scene.sources.file(oaidl).owner, Owner::Prelude);
    assert_eq!(scene.open_from("unknwn.idl", oaidl), Ok(id));
}

#[test]
fn letter_case_does_not_count() {
    let mut scene = Scene::new(&[("Sub/MiXed.Idl", "text")], &[]);
    let id = scene.open("sub/mixed.idl").unwrap();
    assert_eq!(scene.sources.file(id).text.as_str(), "text");
    assert_eq!(scene.open("SUB\\MIXED.IDL"), Ok(id), "the same file under another spelling");
}

#[cfg(target_os = "linux")]
#[test]
fn the_exact_letter_case_wins() {
    let mut scene = Scene::new(&[("A.idl", "upper"), ("a.idl", "lower")], &[]);
    scene.check("A.idl", "A.idl", "upper");
    scene.check("a.idl", "a.idl", "lower");
}

#[cfg(target_os = "linux")]
#[test]
fn of_two_that_differ_in_letter_case_the_first_in_order_is_meant() {
    let files = [("aB.idl", "3"), ("Ab.idl", "2"), ("AB.idl", "1")];
    Scene::new(&files, &[]).check("ab.idl", "ab.idl", "1");
}

#[test]
fn a_header_that_is_imported_and_missing_is_the_idl_that_it_was_made_from() {
    let mut scene = Scene::new(&[("own.idl", "own")], &[]);
    for name in ["own.h", "OWN.H"] {
        let id = scene.open(name).unwrap();
        assert_eq!(scene.sources.file(id).text.as_str(), "own");
    }
    let (main, sources) = (scene.main, &mut scene.sources);
    let included = scene.loader.open(sources, "own.h", main, OpenKind::Include);
    assert!(matches!(included, Err(OpenError::NotFound { .. })), "{included:?}");
}

#[test]
fn each_file_is_read_once() {
    let mut scene = Scene::new(&[("sdk/a.idl", "a")], &["sdk"]);
    let id = scene.open("a.idl").unwrap();
    for spelling in ["sdk/a.idl", "./sdk/a.idl", "sdk/../sdk/a.idl", "sdk//a.idl"] {
        assert_eq!(scene.open(spelling), Ok(id), "{spelling}");
    }
    assert_eq!(scene.open("main.idl"), Ok(scene.main));
    assert_eq!(scene.sources.iter().count(), 2);
}

#[test]
fn the_next_compilation_has_files_of_its_own_and_reads_none_again() {
    let mut scene = Scene::new(&[], &[]);
    fs::write(scene.folder.path().join("main.idl"), "// changed").unwrap();
    scene.loader.start_over();
    let mut sources = SourceMap::default();
    let main = scene.loader.open_root(&mut sources, "main.idl").unwrap();
    assert_eq!(sources.file(main).text.as_str(), "// main");
}

#[test]
fn not_found_names_the_places() {
    let mut scene = Scene::new(&[("sdk/x.idl", "")], &["sdk", "nowhere"]);
    let searched = [".", "sdk", "nowhere", "<prelude>"].map(str::to_owned).to_vec();
    assert_eq!(scene.open("missing.idl"), Err(OpenError::NotFound { searched }));
}

#[test]
fn bytes_outside_utf8_are_replaced_and_listed() {
    let mut scene = Scene::new(&[], &[]);
    fs::write(scene.folder.path().join("latin.idl"), b"// \xA9 1999\n").unwrap();
    let id = scene.open("latin.idl").unwrap();
    let file = scene.sources.file(id);
    assert_eq!(
        (file.text.as_str(), file.invalid.as_slice()),
        ("// \u{FFFD} 1999\n", [3].as_slice())
    );
}

#[test]
fn a_folder_is_no_file() {
    let mut scene = Scene::new(&[("sub/a.idl", "")], &[]);
    scene.check_unreadable("sub", "it is a folder, not a regular file");
    let error = scene.loader.open_root(&mut scene.sources, "sub").unwrap_err();
    assert_eq!(error.to_string(), "cannot read `sub`: it is a folder, not a regular file");
}

#[test]
fn a_folder_hides_no_file_further_on() {
    let mut scene = Scene::new(&[("a.idl/x", ""), ("sdk/a.idl", "text")], &["sdk"]);
    scene.check("a.idl", "sdk/a.idl", "text");
}

#[test]
fn a_missing_root() {
    let mut scene = Scene::new(&[], &[]);
    let error = scene.loader.open_root(&mut scene.sources, "nope.idl").unwrap_err();
    assert_eq!(error.to_string(), "cannot read `nope.idl`: no such file");
}

#[cfg(unix)]
#[test]
fn devices_and_fifos_are_no_files() {
    let mut scene = Scene::new(&[], &[]);
    let fifo = scene.folder.path().join("fifo.idl");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().unwrap();
    assert!(made.success());
    scene.check_unreadable("fifo.idl", "it is a FIFO, not a regular file");
    std::os::unix::fs::symlink("/dev/zero", scene.folder.path().join("zero.idl")).unwrap();
    scene.check_unreadable("zero.idl", "it is a device, not a regular file");
    scene.loader.allow_outside(true);
    scene.check_unreadable("/dev/zero", "it is a device, not a regular file");
}

#[test]
fn a_huge_file_is_refused() {
    let mut scene = Scene::new(&[], &[]);
    let file = fs::File::create(scene.folder.path().join("huge.idl")).unwrap();
    file.set_len(64 * 1024 * 1024 + 1).unwrap();
    scene.check_unreadable("huge.idl", "it is larger than 64 MiB");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_read_file_is_that_file() {
    let mut scene = Scene::new(&[("a.idl", "a")], &[]);
    std::os::unix::fs::symlink("a.idl", scene.folder.path().join("link.idl")).unwrap();
    let id = scene.open("a.idl").unwrap();
    assert_eq!(scene.open("link.idl"), Ok(id));
}

#[test]
fn a_root_in_a_folder_is_shown_as_named() {
    let mut scene = Scene::new(&[("idl/x.idl", "x"), ("idl/y.idl", "y")], &[]);
    let root = scene.loader.open_root(&mut scene.sources, "idl/x.idl").unwrap();
    assert_eq!(scene.sources.file(root).name, "idl/x.idl");
    let beside = scene.open_from("Y.idl", root).unwrap();
    assert_eq!(scene.sources.file(beside).text.as_str(), "y");
}

/// What a name that climbs or is absolute leads to counts, not how it is spelled.
#[test]
fn imports_stay_inside() {
    let files = [("in/um/a.idl", "a"), ("in/shared/b.idl", "b"), ("out/c.idl", "c")];
    let mut scene = Scene::new(&files, &["in"]);
    let a = scene.open("um/a.idl").unwrap();
    assert!(scene.open_from("../shared/b.idl", a).is_ok(), "inside of an include folder");
    assert!(scene.open_from("../../out/c.idl", a).is_ok(), "below the folder of the named file");
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), "d.idl", "d");
    let absolute = elsewhere.path().join("d.idl").to_str().unwrap().to_owned();
    let climbing = format!("../{}/d.idl", elsewhere.path().file_name().unwrap().to_str().unwrap());
    for name in [&absolute, &climbing, &climbing.replace('/', "\\")] {
        assert_eq!(scene.open(name), Err(OpenError::Outside), "{name}");
        scene.loader.allow_outside(true);
        assert!(scene.open(name).is_ok(), "{name}");
        scene.loader.allow_outside(false);
    }
    let own = scene.folder.path().join("out/c.idl");
    assert!(scene.open(own.to_str().unwrap()).is_ok(), "absolute, and inside");
    assert!(matches!(scene.open("../nowhere.idl"), Err(OpenError::NotFound { .. })));
}

/// A link is made by whoever owns the folder, on purpose.
#[cfg(unix)]
#[test]
fn a_link_may_lead_out() {
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), "d.idl", "d");
    let mut scene = Scene::new(&[], &[]);
    let link = scene.folder.path().join("d.idl");
    std::os::unix::fs::symlink(elsewhere.path().join("d.idl"), link).unwrap();
    scene.check("d.idl", "d.idl", "d");
}
