//! A progress bar a file.

use do_callback::{
    BG_SIZE_UNKNOWN, IBackgroundCopyFile, Result,
    comfort::{Error, Job},
};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// A bar a file, and a line for what the job waits for.
pub(crate) struct Bars {
    files: Vec<ProgressBar>,
    note: ProgressBar,
}

impl Bars {
    /// Bars with names, in the order of the job's files.
    pub(crate) fn new(names: &[String]) -> Self {
        let all = MultiProgress::new();
        let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        let style = "{prefix} {bar:32} {bytes:>10} of {total_bytes:<10} {bytes_per_sec}";
        let style =
            ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = |name: &String| {
            let bar =
                ProgressBar::new(0).with_style(style.clone()).with_prefix(format!("{name:width$}"));
            all.add(bar)
        };
        let files = names.iter().map(bar).collect();
        let note =
            ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
        Self { files, note: all.add(ProgressBar::new(0).with_style(note)) }
    }

    /// How far the job's files are.
    pub(crate) fn show(&self, job: &Job) -> Result<()> {
        let files = job.enum_files()?;
        for bar in &self.files {
            let mut file: [Option<IBackgroundCopyFile>; 1] = [None];
            if !files.next(&mut file)?.is_s_ok() {
                break;
            }
            let [Some(file)] = file else { break };
            let progress = file.get_progress()?;
            if progress.BytesTotal != BG_SIZE_UNKNOWN {
                bar.set_length(progress.BytesTotal);
            }
            bar.set_position(progress.BytesTransferred);
            if progress.Completed.as_bool() {
                bar.abandon(); // keeps its rate
            }
        }
        Ok(())
    }

    /// What the job waits for, or nothing.
    pub(crate) fn say(&self, failure: Option<Error>) {
        let note = failure.map(|failure| format!("waiting: {failure}")).unwrap_or_default();
        self.note.set_message(note);
    }

    /// Leaves the bars as they are, and takes the line away.
    pub(crate) fn finish(&self) {
        self.note.finish_and_clear();
    }
}
