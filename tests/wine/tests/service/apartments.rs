//! One process, several apartments.

use std::{
    cell::Cell,
    ptr::null_mut,
    rc::Rc,
    sync::atomic::{AtomicU32, Ordering::SeqCst},
    thread,
};

use do_callback::{
    codes::{E_NOINTERFACE, E_NOTIMPL, RPC_E_WRONG_THREAD},
    prelude::*,
    set_leak_hook,
};
use wine::{
    PATIENCE,
    apartment::{Apartment, pump_and_join, wait_until},
    marshal::{GlobalTable, Parcel, To, release, to_bytes},
    watcher::{Alive, Files},
};

const NAMES: &[&str] = &["one", "two"];

/// What another apartment makes of an enumerator.
fn use_it(files: &IEnumBackgroundCopyFiles) -> Result<(u32, WString)> {
    let mut room = [None];
    files.reset()?;
    assert!(files.next(&mut room)?.is_s_ok());
    let [Some(file)] = room else { panic!("no file") };
    Ok((files.get_count()?, file.get_local_name()?))
}

fn expected() -> Result<(u32, WString)> {
    Ok((2, "one".into()))
}

#[test]
fn a_stream_carries_an_interface_to_another_apartment() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::single_threaded();
    let files: IEnumBackgroundCopyFiles = Files::new(&ALIVE, NAMES).into();
    let parcel = Parcel::pack(&files).unwrap();
    drop(files);
    assert_eq!(ALIVE.load(SeqCst), 1, "the stream holds the object");
    let other = thread::spawn(move || {
        let _inside = Apartment::multithreaded();
        use_it(&parcel.open()?)
    });
    assert_eq!(pump_and_join(PATIENCE, other), expected());
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
}

#[test]
fn the_global_interface_table_serves_every_apartment() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::single_threaded();
    let table = GlobalTable::open().unwrap();
    let files: IEnumBackgroundCopyFiles = Files::new(&ALIVE, NAMES).into();
    let cookie = table.register(&files).unwrap();
    drop(files);
    assert_eq!(ALIVE.load(SeqCst), 1, "the table holds the object");
    for enter in [Apartment::multithreaded, Apartment::single_threaded] {
        let other = thread::spawn(move || {
            let _inside = enter();
            use_it(&GlobalTable::open()?.get(cookie)?)
        });
        assert_eq!(pump_and_join(PATIENCE, other), expected());
    }
    assert_eq!(use_it(&table.get(cookie).unwrap()), expected());
    assert_eq!(ALIVE.load(SeqCst), 1);
    table.revoke(cookie).unwrap();
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
}

#[test]
fn an_agile_reference_resolves_in_every_apartment() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::single_threaded();
    let files: IEnumBackgroundCopyFiles = Files::new(&ALIVE, NAMES).into();
    let reference = AgileReference::new(&files).unwrap();
    drop(files);
    assert_eq!(ALIVE.load(SeqCst), 1, "the reference holds the object");
    let other = thread::spawn({
        let reference = reference.clone();
        move || {
            let _inside = Apartment::multithreaded();
            use_it(&reference.resolve()?)
        }
    });
    assert_eq!(pump_and_join(PATIENCE, other), expected());
    assert_eq!(use_it(&reference.resolve().unwrap()), expected());
    drop(reference);
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
}

/// An enumerator that belongs to its thread: its value has no lock and no atomic.
struct Diary {
    _alive: Alive,
    entries: Rc<Cell<u32>>,
}

impl Diary {
    fn new(counter: &'static AtomicU32) -> (Object<Diary>, Rc<Cell<u32>>) {
        let entries = Rc::new(Cell::new(0));
        let diary = Diary { _alive: Alive::count(counter), entries: Rc::clone(&entries) };
        (Object::new(diary), entries)
    }

    fn write(&self) -> Result<()> {
        self.entries.set(self.entries.get() + 1);
        Ok(())
    }
}

#[do_callback(apartment)]
impl EnumBackgroundCopyFiles for Diary {
    fn next(&self, _rgelt: &mut OutBuffer<'_, IBackgroundCopyFile>) -> Result<Success<()>> {
        self.write().map(Success::s_false)
    }
    fn skip(&self, _celt: u32) -> Result<Success<()>> {
        self.write().map(Success::ok)
    }
    fn reset(&self) -> Result<()> {
        self.write()
    }
    fn clone(&self) -> Result<IEnumBackgroundCopyFiles> {
        self.write()?;
        Err(E_NOTIMPL.into())
    }
    fn get_count(&self) -> Result<u32> {
        self.write()?;
        Ok(self.entries.get())
    }
}

/// In the multithreaded apartment COM itself gives the pointer to every thread, and calls from outside come on any.
#[test]
fn an_apartment_object_of_the_mta_refuses_other_threads() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::multithreaded();
    let (diary, entries) = Diary::new(&ALIVE);
    assert_eq!(diary.as_interface().get_count(), Ok(1));
    for (enter, is_direct) in
        [(Apartment::multithreaded as fn() -> Apartment, true), (Apartment::single_threaded, false)]
    {
        let parcel = Parcel::pack(diary.as_interface()).unwrap();
        let own = diary.as_interface().as_raw() as usize;
        let other = thread::spawn(move || {
            let _inside = enter();
            let files: IEnumBackgroundCopyFiles = parcel.open().unwrap();
            let code = |result: Result<()>| result.map_err(|error| error.code());
            assert_eq!(code(files.reset()), Err(RPC_E_WRONG_THREAD));
            assert_eq!(code(files.get_count().map(drop)), Err(RPC_E_WRONG_THREAD));
            assert_eq!(code(files.skip(1).map(drop)), Err(RPC_E_WRONG_THREAD));
            files.as_raw() as usize == own
        });
        assert_eq!(other.join().unwrap(), is_direct, "whether a proxy is in between");
        assert_eq!(entries.get(), 1, "the value was not touched");
    }
    assert_eq!(diary.as_interface().get_count(), Ok(2), "its own thread goes on");
    drop(diary);
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
}

/// The last reference can end on another thread, which may not drop the value: it stays, and the hook is told.
#[test]
fn an_apartment_object_of_the_mta_that_ends_elsewhere_is_leaked() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    static LEAKED: AtomicU32 = AtomicU32::new(0);
    set_leak_hook(|value| {
        assert!(value.value_type().ends_with("Diary"));
        LEAKED.fetch_add(1, SeqCst);
    });
    let _inside = Apartment::multithreaded();
    let (diary, entries) = Diary::new(&ALIVE);
    let parcel = Parcel::pack(diary.as_interface()).unwrap();
    drop(diary);
    let other = thread::spawn(move || {
        let _inside = Apartment::multithreaded();
        drop(parcel.open::<IEnumBackgroundCopyFiles>().unwrap());
    });
    other.join().unwrap();
    assert_eq!((LEAKED.load(SeqCst), ALIVE.load(SeqCst)), (1, 1));
    assert_eq!(Rc::strong_count(&entries), 2, "no destructor ran");
}

/// In a single-threaded apartment COM brings every call to the object's own thread.
#[test]
fn an_apartment_object_of_an_sta_is_called_on_its_own_thread() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::single_threaded();
    let (diary, entries) = Diary::new(&ALIVE);
    let parcel = Parcel::pack(diary.as_interface()).unwrap();
    let own = diary.as_interface().as_raw() as usize;
    let other = thread::spawn(move || {
        let _inside = Apartment::multithreaded();
        let files: IEnumBackgroundCopyFiles = parcel.open()?;
        assert_ne!(files.as_raw() as usize, own, "a proxy is in between");
        files.reset()?;
        files.get_count()
    });
    assert_eq!(pump_and_join(PATIENCE, other), Ok(2));
    assert_eq!(entries.get(), 2);
    drop(diary);
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
}

/// An agile object without a marshaler of its own.
struct Plain {
    _alive: Alive,
}

#[do_callback(no_marshal)]
impl BackgroundCopyFile for Plain {
    fn get_remote_name(&self) -> Result<WString> {
        Ok("remote".into())
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok("local".into())
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS::default())
    }
}

/// `QueryInterface` for `IMarshal`.
fn marshaler(object: &impl Interface) -> Result<IUnknown> {
    const IID: GUID = GUID::from_u128(0x00000003_0000_0000_c000_000000000046);
    let mut marshaler = null_mut();
    // SAFETY: `object` is an interface, and every interface is an `IUnknown`.
    unsafe {
        object.query(&IID, &mut marshaler).ok()?;
        Ok(IUnknown::from_raw(marshaler))
    }
}

#[test]
fn agile_objects_bring_their_marshaler_and_others_do_not() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::multithreaded();
    let (diary, _) = Diary::new(&ALIVE);
    let plain = Object::new(Plain { _alive: Alive::count(&ALIVE) });
    assert_eq!(marshaler(diary.as_interface()).map_err(|error| error.code()), Err(E_NOINTERFACE));
    assert_eq!(marshaler(plain.as_interface()).map_err(|error| error.code()), Err(E_NOINTERFACE));
    drop((diary, plain));

    let files: IEnumBackgroundCopyFiles = Files::new(&ALIVE, NAMES).into();
    let identity: IUnknown = files.cast().unwrap();
    let marshal = marshaler(&files).unwrap();
    // Its IUnknown and everything else is the object's, and from the object it is found again.
    assert_eq!(marshal.cast::<IUnknown>().unwrap(), identity);
    assert_eq!(marshal.cast::<IEnumBackgroundCopyFiles>().unwrap(), files);
    assert!(marshaler(&marshal).is_ok());
    assert!(marshaler(&marshal.cast::<IUnknown>().unwrap()).is_ok());
    assert!(marshal.cast::<IBackgroundCopyJob>().is_err());
    drop((files, identity));
    assert_eq!(ALIVE.load(SeqCst), 1, "the marshaler holds the object");
    assert_eq!(marshal.cast::<IEnumBackgroundCopyFiles>().unwrap().get_count(), Ok(2));
    drop(marshal);
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
}

/// What another apartment gets is the pointer itself, for which nobody needs to pump.
#[test]
fn an_agile_object_is_the_same_pointer_in_every_apartment() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::single_threaded();
    let files: IEnumBackgroundCopyFiles = Files::new(&ALIVE, NAMES).into();
    let own = files.as_raw() as usize;
    let table = GlobalTable::open().unwrap();
    let cookie = table.register(&files).unwrap();
    for enter in [Apartment::multithreaded, Apartment::single_threaded] {
        let parcel = Parcel::pack(&files).unwrap();
        let other = thread::spawn(move || {
            let _inside = enter();
            let sent: IEnumBackgroundCopyFiles = parcel.open()?;
            let shared: IEnumBackgroundCopyFiles = GlobalTable::open()?.get(cookie)?;
            assert_eq!([sent.as_raw() as usize, shared.as_raw() as usize], [own; 2]);
            use_it(&sent)
        });
        assert_eq!(other.join().unwrap(), expected());
    }
    table.revoke(cookie).unwrap();
    drop(files);
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
}

/// An agile object without a marshaler: other apartments get a proxy.
#[test]
fn an_object_with_no_marshal_is_called_through_a_proxy() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::single_threaded();
    let plain = Object::new(Plain { _alive: Alive::count(&ALIVE) });
    let own = plain.as_interface().as_raw() as usize;
    let parcel = Parcel::pack(plain.as_interface()).unwrap();
    let other = thread::spawn(move || {
        let _inside = Apartment::multithreaded();
        let file: IBackgroundCopyFile = parcel.open()?;
        assert_ne!(file.as_raw() as usize, own, "a proxy is in between");
        file.get_local_name()
    });
    assert_eq!(pump_and_join(PATIENCE, other), Ok("local".into()));
    drop(plain);
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
}

/// A parcel that nobody opens is given back by the marshaler.
#[test]
fn marshal_data_that_is_not_wanted_is_released() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::multithreaded();
    for to in [To::Apartment, To::Process] {
        let files: IEnumBackgroundCopyFiles = Files::new(&ALIVE, NAMES).into();
        let bytes = to_bytes(&files, to).unwrap();
        drop(files);
        assert_eq!(ALIVE.load(SeqCst), 1, "the bytes hold the object");
        release(&bytes).unwrap();
        assert!(wait_until(PATIENCE, || ALIVE.load(SeqCst) == 0), "live objects");
    }
}
