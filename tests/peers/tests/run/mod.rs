//! Runs programs and judges them. What was seen is printed: the table of `cargo xtask peers` is made of it.

use std::{
    io::{self, Read},
    path::Path,
    process::{Command, ExitStatus, Output, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

/// Longer than Miri takes for every seed, the build of its standard library included.
const PATIENCE: Duration = Duration::from_secs(20 * 60);

/// How a process that does not end by itself is ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Signal {
    Abort,
    Illegal,
    Segment,
}

impl Signal {
    fn of(output: &Output) -> Option<Signal> {
        #[cfg(unix)]
        let number = std::os::unix::process::ExitStatusExt::signal(&output.status);
        #[cfg(not(unix))]
        let number = None;
        match number? {
            4 => Some(Signal::Illegal),
            6 => Some(Signal::Abort),
            11 => Some(Signal::Segment),
            _ => None,
        }
    }
}

/// What a process wrote, and how it ended; one that does not end is killed, and that is an error.
fn ended(command: &mut Command) -> io::Result<Output> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().map(read);
    let stderr = child.stderr.take().map(read);
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if started.elapsed() > PATIENCE {
            // The readers stay behind: a process that this one started may hold the pipes.
            child.kill()?;
            return Err(io::Error::new(io::ErrorKind::TimedOut, "it does not end"));
        }
        thread::sleep(Duration::from_millis(2));
    };
    output(status, [stdout, stderr])
}

type Reader = thread::JoinHandle<io::Result<Vec<u8>>>;

fn read(mut pipe: impl Read + Send + 'static) -> Reader {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).map(|_| bytes)
    })
}

fn output(status: ExitStatus, readers: [Option<Reader>; 2]) -> io::Result<Output> {
    let [stdout, stderr] = readers
        .map(|reader| reader.map_or(Ok(Vec::new()), |reader| reader.join().expect("a reader")));
    Ok(Output { status, stdout: stdout?, stderr: stderr? })
}

/// What a program did.
pub struct Seen {
    output: Output,
    text: String,
    errors: String,
}

impl Seen {
    fn of(command: &mut Command) -> Seen {
        let output = ended(command).unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        Seen { output, text, errors }
    }

    /// Among the lines that it wrote is one with these words.
    pub fn says(&self, words: &str) {
        let line = self.text.lines().find(|line| line.contains(words));
        let line = line.unwrap_or_else(|| panic!("`{words}` not said:\n{self}"));
        println!("{line}");
    }

    /// It did not end by itself.
    pub fn ends_by(&self, signals: &[Signal]) {
        match Signal::of(&self.output) {
            Some(signal) if signals.contains(&signal) => println!("process ended: {signal:?}"),
            _ => panic!("not ended by one of {signals:?}:\n{self}"),
        }
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n{}{}", self.output.status, self.text, self.errors)
    }
}

/// Runs `src/bin/proof`.
pub fn proof(words: &str) -> Seen {
    Seen::of(Command::new(env!("CARGO_BIN_EXE_proof")).args(words.split(' ')))
}

/// Runs `src/bin/bindings`.
pub fn bindings(words: &str) -> Seen {
    Seen::of(Command::new(env!("CARGO_BIN_EXE_bindings")).args(words.split(' ')))
}

/// In how many orders Miri lets the threads run.
const SEEDS: usize = 16;

/// What Miri said of a program.
pub struct Judged(Seen);

/// Runs `src/bin/proof` under Miri, with every seed.
pub fn miri(words: &str, flags: &[&str]) -> Judged {
    let seeds = format!("-Zmiri-many-seeds=0..{SEEDS}");
    let mut all = vec!["-Zmiri-many-seeds-keep-going", &seeds];
    all.extend(flags);
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo", "miri", "run", "--quiet", "--bin", "proof", "--"]);
    command.args(words.split(' ')).env("MIRIFLAGS", all.join(" "));
    // The test runs under another toolchain, and cargo says so to its children.
    for variable in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTC", "RUSTDOC"] {
        command.env_remove(variable);
    }
    Judged(Seen::of(command.current_dir(env!("CARGO_MANIFEST_DIR"))))
}

impl Judged {
    pub fn refused_by_every_seed(&self, words: &str) {
        let errors: Vec<_> =
            self.0.errors.lines().filter(|line| line.starts_with("error: Undefined")).collect();
        let count = errors.iter().filter(|error| error.contains(words)).count();
        assert!(!self.0.output.status.success(), "accepted:\n{}", self.0);
        assert_eq!(count, SEEDS, "`{words}`:\n{}", self.0);
        println!("{count}/{SEEDS} seeds: {words}");
    }

    pub fn passes_every_seed(&self) {
        assert!(self.0.output.status.success(), "refused:\n{}", self.0);
        // Each seed ran the program to its end.
        assert_eq!(self.0.text.lines().count(), SEEDS, "{}", self.0);
        println!("{SEEDS}/{SEEDS} seeds pass");
    }
}

/// Checks the program `compile/src/bin/NAME.rs`: its first line says what must come of it.
pub fn compiled(name: &str) {
    let file = format!("src/bin/{name}.rs");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("compile").join(&file);
    let text = std::fs::read_to_string(&source).unwrap();
    let wanted = text.lines().next().unwrap();
    // One line an error, which begins with the path of the file.
    let errors: Vec<&str> = checked().lines().filter(|line| line.contains(&file)).collect();
    match wanted.strip_prefix("//! REFUSED: ") {
        Some(words) => {
            let found = errors.iter().any(|error| error.contains(words));
            assert!(found, "`{words}` not said: {errors:#?}");
            println!("refused: {words}");
        }
        None => {
            assert_eq!(wanted, "//! ACCEPTED");
            assert_eq!(errors, [""; 0]);
            println!("compiles");
        }
    }
}

/// What the compiler says of all these programs, which it is asked once.
fn checked() -> &'static str {
    static SAID: OnceLock<String> = OnceLock::new();
    SAID.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["check", "--package", "compile", "--keep-going", "--locked"]);
        cargo.args(["--message-format", "short", "--color", "never"]);
        let seen = Seen::of(cargo.current_dir(env!("CARGO_MANIFEST_DIR")));
        // An error elsewhere would let every program pass that has none of its own.
        let elsewhere = |line: &&str| {
            line.contains("error")
                && !line.contains("src/bin/")
                && !line.starts_with("error: could not compile `compile` (bin ")
        };
        assert_eq!(seen.errors.lines().find(elsewhere), None, "{seen}");
        assert!(seen.errors.contains("could not compile `compile`"), "nothing checked: {seen}");
        seen.errors
    })
}
