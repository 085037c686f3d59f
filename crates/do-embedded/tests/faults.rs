//! A thousand schedules of faults and of what clients do meanwhile, on a bench: whatever goes wrong, some things hold.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use std::{sync::atomic::Ordering::Relaxed, time::Duration};

use do_callback::prelude::*;
use do_embedded::{
    Connection, Service,
    testing::{Bench, Fault, Network},
};
use proptest::{collection::vec, prelude::*};
use support::{Folder, Heard, Log, content, register};

/// A file: its size, what goes wrong with it, and whether only parts of it are wanted.
#[derive(Clone, Debug)]
struct File {
    size: usize,
    faults: Vec<Fault>,
    in_parts: bool,
}

/// What a client does to a job, by its number.
#[derive(Clone, Copy, Debug)]
enum Act {
    Suspend(usize),
    Resume(usize),
    Cancel(usize),
    Complete(usize),
    /// Some pieces of work are done.
    Turns(usize),
    Pass(u64),
    /// The connection ends, and another begins.
    Reconnect,
    /// So many of the next calls fail.
    Fail(u32),
}

fn fault() -> impl Strategy<Value = Fault> {
    let after = 0_usize..3000;
    prop_oneof![
        Just(Fault::None),
        Just(Fault::Unreachable),
        prop_oneof![Just(404), Just(403), Just(503), Just(500)].prop_map(Fault::Status),
        (100_usize..2000, 1_u64..20_000)
            .prop_map(|(piece, ms)| Fault::Slow { piece, delay: Duration::from_millis(ms) }),
        after.clone().prop_map(|after| Fault::Reset { after }),
        after.clone().prop_map(|after| Fault::Short { after }),
        after.prop_map(|after| Fault::DiskFull { after }),
        Just(Fault::WrongRange),
        Just(Fault::NoRanges),
        Just(Fault::Changed),
        Just(Fault::Unconditional),
    ]
}

fn file() -> impl Strategy<Value = File> {
    let size = prop_oneof![1 => Just(0_usize), 6 => 600_usize..5000, 1 => 70_000_usize..140_000];
    (size, vec(fault(), 0..5), any::<bool>()).prop_map(|(size, faults, in_parts)| File {
        size,
        faults,
        in_parts: in_parts && size > 0,
    })
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => (0_usize..3).prop_map(Act::Suspend),
        4 => (0_usize..3).prop_map(Act::Resume),
        1 => (0_usize..3).prop_map(Act::Cancel),
        1 => (0_usize..3).prop_map(Act::Complete),
        6 => (1_usize..20).prop_map(Act::Turns),
        4 => (0_u64..2000).prop_map(Act::Pass),
        1 => Just(Act::Reconnect),
        1 => (0_u32..4).prop_map(Act::Fail),
    ]
}

/// The parts of a file that are wanted of it.
const PARTS: [BG_FILE_RANGE; 3] = [
    BG_FILE_RANGE { InitialOffset: 3, Length: 97 },
    BG_FILE_RANGE { InitialOffset: 100, Length: 200 },
    BG_FILE_RANGE { InitialOffset: 555, Length: BG_LENGTH_TO_EOF },
];

struct World {
    bench: Bench,
    connection: Option<Connection>,
    folder: Folder,
    ids: Vec<GUID>,
    jobs: Vec<IBackgroundCopyJob>,
    files: Vec<Vec<File>>,
    log: Object<Log>,
    reconnects: usize,
    failing: usize,
}

impl World {
    fn new(files: Vec<Vec<File>>) -> Self {
        let network = Network::new();
        let (bench, folder) =
            (Bench::with(Service::builder().workers(2), network.clone()), Folder::new());
        let connection = bench.connect();
        let manager = connection.manager();
        let (mut ids, mut jobs) = (Vec::new(), Vec::new());
        for (number, files) in files.iter().enumerate() {
            let (id, job) = manager.create_job("a job", BG_JOB_TYPE_DOWNLOAD).unwrap();
            for (index, file) in files.iter().enumerate() {
                let url = format!("http://host/{number}/{index}");
                network.serve(&url, content(file.size));
                file.faults.iter().for_each(|fault| network.fault(&url, *fault));
                let local = folder.path(&format!("{number}-{index}"));
                if file.in_parts {
                    let job: IBackgroundCopyJob3 = job.cast().unwrap();
                    job.add_file_with_ranges(&url, &local, &PARTS).unwrap();
                } else {
                    job.add_file(&url, &local).unwrap();
                }
            }
            job.set_no_progress_timeout(3000).unwrap();
            ids.push(id);
            jobs.push(job);
        }
        let (log, _) = Log::new();
        jobs.iter().for_each(|job| register(job, &log));
        let connection = Some(connection);
        Self { bench, connection, folder, ids, jobs, files, log, reconnects: 0, failing: 0 }
    }

    fn act(&mut self, act: Act) {
        let job = |number: usize| &self.jobs[number % self.jobs.len()];
        match act {
            Act::Suspend(number) => self.refused_at_the_end(number, job(number).suspend()),
            Act::Resume(number) => self.refused_at_the_end(number, job(number).resume()),
            Act::Cancel(number) => self.refused_at_the_end(number, job(number).cancel().map(drop)),
            Act::Complete(number) => self.complete(number),
            Act::Turns(turns) => drop((0..turns).take_while(|_| self.bench.turn()).count()),
            Act::Pass(seconds) => self.bench.advance(Duration::from_secs(seconds)),
            Act::Reconnect => self.reconnect(),
            Act::Fail(calls) => {
                self.failing += calls as usize;
                self.log.failing.store(calls, Relaxed);
            }
        }
        self.check();
    }

    /// A client's wish is refused exactly if the job had ended, whose end the wish may have been.
    fn refused_at_the_end(&self, number: usize, result: Result<()>) {
        let state = self.jobs[number % self.jobs.len()].get_state().unwrap();
        match result {
            Ok(()) => assert_ne!(state, BG_JOB_STATE_ACKNOWLEDGED),
            Err(error) => {
                assert_eq!(error.code(), DO_E_INVALID_STATE);
                assert!(has_ended(state));
            }
        }
    }

    fn complete(&self, number: usize) {
        let number = number % self.jobs.len();
        let job = &self.jobs[number];
        let was_whole = job.get_state().unwrap() == BG_JOB_STATE_TRANSFERRED;
        let Ok(completed) = job.complete() else {
            assert!(has_ended(job.get_state().unwrap()));
            return;
        };
        assert_eq!(completed.is_s_ok(), was_whole);
        let names = self.folder.names();
        for (index, file) in self.files[number].iter().enumerate() {
            let name = format!("{number}-{index}");
            assert!(names.contains(&name) || !was_whole, "{name} is there");
            if names.contains(&name) {
                self.check_content(&name, file);
            }
        }
    }

    /// It is what was served at one time, with none of it missing and none of it twice.
    fn check_content(&self, name: &str, file: &File) {
        let found = self.folder.read(name);
        let changes = file.faults.iter().filter(|fault| **fault == Fault::Changed).count();
        let is_one = (0..=changes).any(|changes| {
            let mut served = content(file.size);
            served.extend(vec![b'!'; changes]);
            match file.in_parts {
                true => found == [&served[3..100], &served[100..300], &served[555..]].concat(),
                false => found == served,
            }
        });
        assert!(is_one, "{name} of {file:?} has {} bytes", found.len());
    }

    fn reconnect(&mut self) {
        self.reconnects += 1;
        self.connection = None;
        let connection = self.bench.connect();
        for (job, id) in self.jobs.iter_mut().zip(&self.ids) {
            // One that has ended is no longer found.
            if let Ok(found) = connection.manager().get_job(id) {
                *job = found;
                register(job, &self.log);
            } else {
                assert!(has_ended(job.get_state().unwrap()));
            }
        }
        self.connection = Some(connection);
    }

    fn check(&self) {
        for job in &self.jobs {
            let state = job.get_state().unwrap();
            let is_stopped = matches!(state, BG_JOB_STATE_ERROR | BG_JOB_STATE_TRANSIENT_ERROR);
            assert!(!is_stopped || job.get_error().is_ok());
            let progress = job.get_progress().unwrap();
            assert!(progress.BytesTransferred <= progress.BytesTotal);
            let is_whole = progress.FilesTransferred == progress.FilesTotal;
            assert!(state != BG_JOB_STATE_TRANSFERRED || is_whole);
        }
    }

    /// In the end every job is at rest, its callback knows, and nothing is left behind.
    fn finish(&mut self) {
        self.log.failing.store(0, Relaxed);
        let is_at_rest = |job: &IBackgroundCopyJob| {
            let state = job.get_state().unwrap();
            has_ended(state)
                || matches!(
                    state,
                    BG_JOB_STATE_SUSPENDED | BG_JOB_STATE_ERROR | BG_JOB_STATE_TRANSFERRED
                )
        };
        for _ in 0..100 {
            if self.jobs.iter().all(is_at_rest) {
                break;
            }
            self.bench.advance(Duration::from_secs(3600));
        }
        assert!(self.jobs.iter().all(is_at_rest), "a job is not at rest");
        self.check();
        self.bench.advance(Duration::from_secs(3600));
        for (number, job) in self.jobs.iter().enumerate() {
            let heard = self.log.heard_of(&self.ids[number]);
            let state = job.get_state().unwrap();
            match state {
                BG_JOB_STATE_TRANSFERRED => assert_eq!(heard.last(), Some(&Heard::Transferred)),
                BG_JOB_STATE_ERROR => assert!(matches!(heard.last(), Some(Heard::Error(..)))),
                _ => {}
            }
            self.check_heard(&heard);
            if !has_ended(state) {
                self.complete(number);
            }
        }
        let names = self.folder.names();
        assert!(!names.iter().any(|name| name.ends_with(".tmp")), "{names:?}");
    }

    fn check_heard(&self, heard: &[Heard]) {
        let transferred = heard.iter().filter(|heard| **heard == Heard::Transferred).count();
        assert!(transferred <= 1 + self.reconnects + self.failing, "{heard:?}");
        for heard in heard {
            match *heard {
                Heard::Transferred => {}
                Heard::Modification(_) => panic!("no flag asked for it"),
                Heard::Error(context, code) => {
                    let transient = [0x8019_01F7, 0x8019_01F4, 0x8007_2EFD, 0x8007_2EFE];
                    assert!(!transient.contains(&code.0.cast_unsigned()), "{code:?} is transient");
                    let is_disk = code.0.cast_unsigned() == 0x8007_0070;
                    assert_eq!(context == BG_ERROR_CONTEXT_LOCAL_FILE, is_disk);
                }
            }
        }
    }
}

fn has_ended(state: BG_JOB_STATE) -> bool {
    matches!(state, BG_JOB_STATE_ACKNOWLEDGED | BG_JOB_STATE_CANCELLED)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_thousand_schedules(files in vec(vec(file(), 1..4), 1..4), acts in vec(act(), 0..25)) {
        let mut world = World::new(files);
        (0..world.jobs.len()).for_each(|number| world.act(Act::Resume(number)));
        acts.into_iter().for_each(|act| world.act(act));
        world.finish();
    }
}
