//! The feature `tracing`: a span a call, whoever listens.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod emitted;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use com_callback::codes::{E_ACCESSDENIED, E_UNEXPECTED};
use com_callback::{Result, WString};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::emitted::*;

/// How long one of the methods takes at least.
const SLEEP: Duration = Duration::from_millis(2);

/// A note that does each thing once.
struct Slip;

impl Note for Slip {
    fn get_text(&self) -> Result<WString> {
        tracing::info!("inside");
        std::thread::sleep(SLEEP);
        Err(E_ACCESSDENIED.into())
    }
    fn get_id(&self) -> Result<u32> {
        panic!("on purpose")
    }
}
Note! { agile {} {Slip} {} }

/// What one span was told.
type Fields = BTreeMap<&'static str, String>;

/// Remembers spans, in the order in which they ended; panics where it is told to.
struct Listener {
    next: AtomicU64,
    open: Mutex<BTreeMap<u64, Fields>>,
    current: Mutex<Vec<u64>>,
    ended: Mutex<Vec<Fields>>,
    inside: Mutex<Vec<bool>>,
    panics: &'static str,
}

impl Listener {
    const fn new(panics: &'static str) -> Self {
        Self {
            next: AtomicU64::new(1),
            open: Mutex::new(BTreeMap::new()),
            current: Mutex::new(Vec::new()),
            ended: Mutex::new(Vec::new()),
            inside: Mutex::new(Vec::new()),
            panics,
        }
    }

    fn may_panic(&self, at: &str) {
        assert_ne!(self.panics, at, "the listener panics");
    }
}

struct Noted<'a>(&'a mut Fields);

impl Visit for Noted<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl Subscriber for &'static Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "com_callback" || metadata.is_event()
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.may_panic("new_span");
        let mut fields = Fields::from([("name", span.metadata().name().to_owned())]);
        span.record(&mut Noted(&mut fields));
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.open.lock().unwrap().insert(id, fields);
        Id::from_u64(id)
    }
    fn record(&self, span: &Id, values: &Record<'_>) {
        self.may_panic("record");
        if let Some(fields) = self.open.lock().unwrap().get_mut(&span.into_u64()) {
            values.record(&mut Noted(fields));
        }
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {
        self.inside.lock().unwrap().push(!self.current.lock().unwrap().is_empty());
    }
    fn enter(&self, span: &Id) {
        self.current.lock().unwrap().push(span.into_u64());
    }
    fn exit(&self, _: &Id) {
        self.current.lock().unwrap().pop();
        self.may_panic("exit");
    }
    fn try_close(&self, span: Id) -> bool {
        self.ended.lock().unwrap().extend(self.open.lock().unwrap().remove(&span.into_u64()));
        true
    }
}

/// Calls both methods of a note, and gives what they returned.
fn call(listener: &'static Listener) -> [i32; 2] {
    tracing::subscriber::with_default(listener, || {
        let note = INote::from(Slip);
        [note.get_text().unwrap_err().code().0, note.get_id().unwrap_err().code().0]
    })
}

const EXPECTED: [i32; 2] = [E_ACCESSDENIED.0, E_UNEXPECTED.0];

#[test]
fn a_call_is_a_span() {
    static LISTENER: Listener = Listener::new("never");
    assert_eq!(call(&LISTENER), EXPECTED);
    let ended = LISTENER.ended.lock().unwrap();
    let told = |fields: &Fields, name: &str| fields.get(name).cloned();
    assert_eq!(ended.len(), 2);
    for (fields, method, code, panicked) in
        [(&ended[0], "GetText", Some("0x80070005"), "false"), (&ended[1], "GetId", None, "true")]
    {
        assert_eq!(told(fields, "name").as_deref(), Some("call"));
        assert_eq!(told(fields, "interface").as_deref(), Some("INote"));
        assert_eq!(told(fields, "method").as_deref(), Some(method));
        assert_eq!(told(fields, "hresult").as_deref(), code);
        assert_eq!(told(fields, "panicked").as_deref(), Some(panicked));
        let time = Duration::from_micros(told(fields, "microseconds").unwrap().parse().unwrap());
        assert!(method != "GetText" || time >= SLEEP, "{time:?}");
    }
    assert_eq!(*LISTENER.inside.lock().unwrap(), [true], "an event of the method is inside");
}

/// A listener that panics takes nothing from the client, and does not end the process.
#[test]
fn a_listener_that_panics_is_contained() {
    static NEW_SPAN: Listener = Listener::new("new_span");
    static RECORD: Listener = Listener::new("record");
    static EXIT: Listener = Listener::new("exit");
    for listener in [&NEW_SPAN, &RECORD, &EXIT] {
        assert_eq!(call(listener), EXPECTED, "{}", listener.panics);
    }
}
