//! The corpus beside widl: CPU, the instructions of one cold file, what a second core brings, growth, and memory.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{Verdict, callgrind, median};
use crate::{
    corpus::{WINE, idl_files, release_midlc},
    workspace,
};

/// How often ours is run where one run would be too short for the clock.
const RUNS: u32 = 5;

/// One figure and its limit.
struct Figure {
    what: String,
    found: f64,
    limit: Limit,
}

enum Limit {
    AtLeast(f64),
    AtMost(f64),
}

impl Figure {
    fn good(&self) -> bool {
        match self.limit {
            Limit::AtLeast(limit) => self.found >= limit,
            Limit::AtMost(limit) => self.found <= limit,
        }
    }
}

pub(super) fn run() -> Result<Verdict, String> {
    let midlc = release_midlc()?;
    let out = workspace::target().join("bench").join("corpus");
    fs::create_dir_all(&out).map_err(|error| format!("cannot make {}: {error}", out.display()))?;
    let mut figures = beside_widl(&midlc, &out)?;
    figures.extend(growth(&midlc, &out)?);
    for figure in &figures {
        let (word, limit) = match figure.limit {
            Limit::AtLeast(limit) => ("at least", limit),
            Limit::AtMost(limit) => ("at most", limit),
        };
        let verdict = if figure.good() { "good" } else { "MISSED" };
        println!("{verdict:<7} {:<64} {:>8.2}  ({word} {limit})", figure.what, figure.found);
    }
    let good = figures.iter().filter(|figure| figure.good()).count();
    Ok(Verdict {
        good: good == figures.len(),
        text: format!("{good} of {} figures", figures.len()),
    })
}

/// Nothing where widl or its files are missing.
fn beside_widl(midlc: &Path, out: &Path) -> Result<Vec<Figure>, String> {
    let (Some(widl), Some(folder)) = (super::widl(), WINE.folder()) else {
        println!(
            "SKIPPED comparison with widl: widl or its IDL is missing; install both with\n\n    apt-get install --no-install-recommends wine64-tools libwine-dev\n"
        );
        return Ok(Vec::new());
    };
    let include = WINE.include(&folder);
    let header = out.join("out.h");
    let widl_on = |file: &Path| {
        let mut command = Command::new(&widl);
        command.arg("-h").arg("-o").arg(&header).arg("-I").arg(&include).arg(file);
        command
    };
    let check = |jobs: &str, files: &[PathBuf]| {
        let mut command = Command::new(midlc);
        command.args(["check", "-j", jobs, "-I"]).arg(&include).args(files);
        command
    };
    let accepts = |mut command: Command| quiet(&mut command).is_ok_and(|good| good);
    let files: Vec<PathBuf> = idl_files(&folder)
        .into_iter()
        .filter(|file| accepts(widl_on(file)) && accepts(check("1", std::slice::from_ref(file))))
        .collect();
    let mut list = String::new();
    for file in &files {
        let name = file.strip_prefix(&folder).unwrap_or(file).display();
        write!(list, " {name}").map_err(|error| error.to_string())?;
    }
    println!("{} files that both accept:{list}\n", files.len());

    let before = cpu()?;
    for file in &files {
        quiet(&mut widl_on(file))?;
    }
    let theirs = cpu()? - before;
    let before = cpu()?;
    for _ in 0..RUNS {
        quiet(&mut check("1", &files))?;
    }
    let ours = (cpu()? - before) / f64::from(RUNS);
    println!(
        "CPU: widl -h {theirs:.2} s, one process a file; midlc check -j 1 {ours:.3} s, one process"
    );

    let wall = |jobs: &str| -> Result<f64, String> {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let started = Instant::now();
            quiet(&mut check(jobs, &files))?;
            times.push(started.elapsed().as_secs_f64());
        }
        Ok(median(&mut times))
    };
    let (one, two) = (wall("1")?, wall("2")?);
    println!("wall: midlc check -j 1 {one:.3} s, -j 2 {two:.3} s ({})", load());

    let bits = include.join("bits.idl");
    let mine = callgrind::count(
        midlc,
        ["check".as_ref(), "-I".as_ref(), include.as_os_str(), bits.as_os_str()],
        None,
    )?;
    let arguments = [
        "-h".as_ref(),
        "-o".as_ref(),
        header.as_os_str(),
        "-I".as_ref(),
        include.as_os_str(),
        bits.as_os_str(),
    ];
    let other = callgrind::count(&widl, arguments, None)?;
    println!("bits.idl, cold: widl -h {other} instructions, midlc check {mine}\n");
    Ok(vec![
        Figure {
            what: "widl's CPU over the corpus, in ours".to_owned(),
            found: theirs / ours,
            limit: Limit::AtLeast(20.0),
        },
        Figure {
            what: "widl's instructions on a cold bits.idl, in ours".to_owned(),
            found: other as f64 / mine as f64,
            limit: Limit::AtLeast(3.0),
        },
        Figure {
            what: "wall time of one thread, in that of two".to_owned(),
            found: one / two,
            limit: Limit::AtLeast(1.7),
        },
    ])
}

/// How busy the machine is: beside others no thread has a core for itself.
fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    match load.split_whitespace().next() {
        Some(load) => format!("load {load} on {cores} cores"),
        None => format!("{cores} cores"),
    }
}

/// Generated files of one size and of ten times that: what a byte costs must not grow.
fn growth(midlc: &Path, out: &Path) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    let kinds: [(&str, Generate, usize); 3] = [
        ("methods in one interface", methods, 10_000),
        ("chained imports", imports, 100),
        ("lines", lines, 1_000_000),
    ];
    let mut largest = None;
    for (what, generate, count) in kinds {
        let small = generate(out, count / 10)?;
        let small_cost = cost(midlc, &small)?;
        let large = generate(out, count)?;
        let large_cost = cost(midlc, &large)?;
        println!(
            "{count} {what}: {large_cost:.1} instructions a byte; a tenth of them: {small_cost:.1}"
        );
        figures.push(Figure {
            what: format!("a byte of {count} {what}, in bytes of a tenth of them"),
            found: large_cost / small_cost,
            limit: Limit::AtMost(1.2),
        });
        largest = Some(large);
    }
    if let Some(large) = largest {
        let peak = peak_memory(midlc, &large.file)?;
        println!("peak memory: {peak} bytes for {} of text\n", large.bytes);
        figures.push(Figure {
            what: "peak memory, in bytes of the text".to_owned(),
            found: peak as f64 / large.bytes as f64,
            limit: Limit::AtMost(20.0),
        });
    }
    Ok(figures)
}

/// Writes a file of so many into a folder.
type Generate = fn(&Path, usize) -> Result<Generated, String>;

struct Generated {
    file: PathBuf,
    /// How long it is, with all that it imports.
    bytes: usize,
}

fn cost(midlc: &Path, generated: &Generated) -> Result<f64, String> {
    let count = callgrind::count(midlc, ["check".as_ref(), generated.file.as_os_str()], None)?;
    Ok(count as f64 / generated.bytes as f64)
}

const ROOT: &str = "import \"unknwn.idl\";\n";

fn methods(out: &Path, count: usize) -> Result<Generated, String> {
    let mut text = format!(
        "{ROOT}[object, uuid(6b1f9d3e-0000-0000-0000-000000000001), pointer_default(unique)]\ninterface IMany : IUnknown\n{{\n"
    );
    for index in 0..count {
        let line = format!(
            "    HRESULT Method{index}([in] DWORD count, [in, size_is(count)] const BYTE *data, [out] IUnknown **made);\n"
        );
        text.push_str(&line);
    }
    text.push_str("}\n");
    write(out, "methods.idl", &text)
}

fn imports(out: &Path, count: usize) -> Result<Generated, String> {
    let mut bytes = 0;
    for index in 0..count {
        let (import, base) = match index {
            0 => (ROOT.to_owned(), "IUnknown".to_owned()),
            _ => (format!("import \"chain{}.idl\";\n", index - 1), format!("IChain{}", index - 1)),
        };
        let mut text = format!(
            "{import}[object, uuid(6b1f9d3e-0000-0000-0001-{index:012x}), pointer_default(unique)]\ninterface IChain{index} : {base}\n{{\n    HRESULT Call{index}([in] DWORD value);\n}}\n"
        );
        for number in 0..20 {
            let line = format!(
                "typedef struct S{index}_{number} {{ DWORD a; BYTE b[4]; LPWSTR c; }} S{index}_{number};\n"
            );
            text.push_str(&line);
        }
        bytes += write(out, &format!("chain{index}.idl"), &text)?.bytes;
    }
    Ok(Generated { file: out.join(format!("chain{}.idl", count - 1)), bytes })
}

fn lines(out: &Path, count: usize) -> Result<Generated, String> {
    let mut text = String::from(ROOT);
    for index in 0..count / 4 {
        let block = format!(
            "// What the {index}th of them is for.\ntypedef struct Record{index}\n{{ DWORD first; LPWSTR second; }}\nRecord{index};\n"
        );
        text.push_str(&block);
    }
    write(out, "lines.idl", &text)
}

fn write(out: &Path, name: &str, text: &str) -> Result<Generated, String> {
    let file = out.join(name);
    fs::write(&file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    Ok(Generated { file, bytes: text.len() })
}

/// The most memory that a compilation held, as Linux counts it.
fn peak_memory(midlc: &Path, file: &Path) -> Result<u64, String> {
    let mut child = Command::new(midlc)
        .arg("check")
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot start {}: {error}", midlc.display()))?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().map_err(|error| error.to_string())?.is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or_default() * 1024);
        thread::sleep(Duration::from_millis(1));
    }
    if peak == 0 { Err(format!("{status} does not say how much memory is held")) } else { Ok(peak) }
}

/// Runs a program without its output; true where it says that all is well.
fn quiet(command: &mut Command) -> Result<bool, String> {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status
        .map(|status| status.success())
        .map_err(|error| format!("cannot start {command:?}: {error}"))
}

/// The CPU seconds of all processes that this one started, user's and system's, once they ended.
fn cpu() -> Result<f64, String> {
    /// Ticks of `/proc` a second, the same on every Linux.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat")
        .map_err(|error| format!("CPU is read from /proc, as Linux has it: {error}"))?;
    let fields =
        stat.rsplit_once(')').map(|(_, fields)| fields.split_whitespace().collect::<Vec<_>>());
    // Behind the name in parentheses, `cutime` and `cstime` are the fourteenth and fifteenth.
    let ticks = fields.and_then(|fields| {
        let number = |index: usize| fields.get(index)?.parse::<f64>().ok();
        Some(number(13)? + number(14)?)
    });
    ticks.map(|ticks| ticks / TICKS).ok_or_else(|| format!("not a line of /proc/self/stat: {stat}"))
}
