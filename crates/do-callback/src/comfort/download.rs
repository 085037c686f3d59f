//! Delivery Optimization since 1809: a download, its properties by their types, its ranges.
//!
//! ```no_run
//! use do_callback::comfort::{Result, download::{DownloadManager, property}};
//! use do_callback::download::{DODownloadState, IDODownloadStatusCallback};
//!
//! fn fetch(manager: &DownloadManager) -> Result<()> {
//!     let callback = IDODownloadStatusCallback::builder()
//!         .on_status_change(|download, status| match status.State {
//!             DODownloadState::DODownloadState_Transferred => download.finalize(),
//!             _ => Ok(()),
//!         })
//!         .build();
//!     let download = manager.create_download()?;
//!     download.set(property::URI, "http://localhost/file")?;
//!     download.set(property::LOCAL_PATH, "/tmp/file")?;
//!     download.set(property::FOREGROUND_PRIORITY, true)?;
//!     download.set(property::CALLBACK, &callback)?;
//!     download.start()
//! }
//! ```
//!
//! The service asks for `RPC_C_IMP_LEVEL_IMPERSONATE`, since it opens paths as the caller: see [`DownloadManager::connect`].

use std::{ops::Deref, ptr};

use super::{DELIVERY_OPTIMIZATION, Error, Result, connect::system::connect, enumerated::all};
use crate::{
    DO_E_NO_DOWNLOADS, IUnknown, Interface, Variant, WString,
    codes::DISP_E_BADVARTYPE,
    download::{
        DO_DOWNLOAD_ENUM_CATEGORY, DO_DOWNLOAD_RANGE, DO_DOWNLOAD_RANGES_INFO, IDODownload,
        IDOManager,
    },
};

pub mod property;

use property::{Kind, Property, Readable, Writable};

/// The service: makes downloads.
///
/// It belongs to the thread's apartment, as its interface does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DownloadManager(IDOManager);

impl DownloadManager {
    /// Connects to Delivery Optimization.
    ///
    /// What the program must have called before is what [`Manager::connect`](super::Manager::connect) says.
    ///
    /// # Errors
    ///
    /// As there.
    #[inline]
    pub fn connect() -> Result<Self> {
        connect(&DELIVERY_OPTIMIZATION).map(Self)
    }

    /// The interface.
    #[inline]
    pub fn raw(&self) -> &IDOManager {
        &self.0
    }

    /// Makes a download, without properties and not started.
    ///
    /// # Errors
    ///
    /// What the service answers.
    #[inline]
    pub fn create_download(&self) -> Result<Download> {
        self.0.create_download().map(Download).map_err(Error::of("cannot make a download"))
    }

    /// The caller's downloads; none of them is not an error.
    ///
    /// # Errors
    ///
    /// What the service answers.
    #[inline]
    pub fn downloads(&self) -> Result<Vec<Download>> {
        self.enumerate(None)
    }

    /// The caller's downloads of which a property has this value: [`ID`](property::ID), [`URI`](property::URI),
    /// [`CONTENT_ID`](property::CONTENT_ID), [`DISPLAY_NAME`](property::DISPLAY_NAME) or [`LOCAL_PATH`](property::LOCAL_PATH).
    ///
    /// # Errors
    ///
    /// What the service answers, such as `E_INVALIDARG` for another property.
    #[inline]
    pub fn downloads_with<A: Readable>(
        &self,
        property: Property<str, A>,
        value: &str,
    ) -> Result<Vec<Download>> {
        let value = WString::from(value);
        let (property, value) = (property.id(), value.as_pcwstr());
        self.enumerate(Some(&DO_DOWNLOAD_ENUM_CATEGORY { Property: property, Value: value }))
    }

    #[inline]
    fn enumerate(&self, category: Option<&DO_DOWNLOAD_ENUM_CATEGORY>) -> Result<Vec<Download>> {
        let category = category.map_or(ptr::null(), ptr::from_ref);
        // SAFETY: NULL, or a struct whose string is terminated, both of which the callers above keep until the call returns.
        let found = match unsafe { self.0.enum_downloads(category) } {
            Err(error) if error.code() == DO_E_NO_DOWNLOADS => return Ok(Vec::new()),
            found => found.and_then(|found| all(|one| found.next(one))),
        };
        let downloads = found.and_then(|found| found.iter().map(Interface::cast).collect());
        let downloads: Vec<IDODownload> =
            downloads.map_err(Error::of("cannot list the downloads"))?;
        Ok(downloads.into_iter().map(Download).collect())
    }
}

impl From<IDOManager> for DownloadManager {
    #[inline]
    fn from(manager: IDOManager) -> Self {
        Self(manager)
    }
}

/// A download.
///
/// It derefs to its interface, so that `pause`, `abort`, `finalize` and `get_status` are there. It belongs to the thread's apartment, as
/// its interface does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download(IDODownload);

impl Download {
    /// The interface.
    #[inline]
    pub fn raw(&self) -> &IDODownload {
        &self.0
    }

    /// Sets a property.
    ///
    /// # Errors
    ///
    /// What the service answers: `DO_E_UNKNOWN_PROPERTY_ID` from one that is older than the property, `DO_E_INVALID_STATE` once it is
    /// too late.
    #[inline]
    pub fn set<T: Kind + ?Sized, A: Writable>(
        &self,
        property: Property<T, A>,
        value: T::Given<'_>,
    ) -> Result<()> {
        T::give(value)
            .and_then(|value| self.0.set_property(property.id(), &value))
            .map_err(Error::of("cannot set a property of the download"))
    }

    /// Reads a property.
    ///
    /// # Errors
    ///
    /// What the service answers; `DISP_E_BADVARTYPE` if the value has another type than is documented.
    #[inline]
    pub fn get<T: Kind + ?Sized, A: Readable>(&self, property: Property<T, A>) -> Result<T::Taken> {
        const DOING: &str = "cannot read a property of the download";
        let value = self.0.get_property(property.id()).map_err(Error::of(DOING))?;
        T::take(&value).ok_or_else(|| Error::new(DOING, DISP_E_BADVARTYPE))
    }

    /// Takes the callback back: sets [`CALLBACK`](property::CALLBACK) to an object that is NULL.
    ///
    /// The documentation says how a callback is set and read, and not how it is taken back, nor how long a service keeps it. `do-embedded` lets go
    /// of it. Against another service, count neither on that nor on an error: a callback that must be silent from now on has to know so
    /// itself.
    ///
    /// # Errors
    ///
    /// What the service answers.
    #[inline]
    pub fn clear_callback(&self) -> Result<()> {
        self.0
            .set_property(property::CALLBACK.id(), &Variant::from(None::<IUnknown>))
            .map_err(Error::of("cannot take the callback back"))
    }

    /// Starts the download of the whole file, or goes on with a paused one.
    ///
    /// # Errors
    ///
    /// What the service answers, such as `DO_E_DOWNLOAD_NO_URI`.
    #[inline]
    pub fn start(&self) -> Result<()> {
        self.start_ranges(&[])
    }

    /// Starts the download of ranges of the file; of the whole file if there are none.
    ///
    /// # Errors
    ///
    /// What the service answers.
    #[inline]
    pub fn start_ranges(&self, ranges: &[DO_DOWNLOAD_RANGE]) -> Result<()> {
        let block = block_of(ranges);
        let info = if ranges.is_empty() { ptr::null() } else { block.as_ptr().cast() };
        // SAFETY: NULL, or as many ranges behind the count as it says, in memory that lives until the call returns.
        unsafe { self.0.start(info) }.map_err(Error::of("cannot start the download"))
    }
}

/// A `DO_DOWNLOAD_RANGES_INFO` with as many ranges as there are: a count in the place of one word, then two words a range.
#[inline]
fn block_of(ranges: &[DO_DOWNLOAD_RANGE]) -> Vec<u64> {
    const {
        assert!(std::mem::offset_of!(DO_DOWNLOAD_RANGES_INFO, RangeCount) == 0);
        assert!(std::mem::offset_of!(DO_DOWNLOAD_RANGES_INFO, Ranges) == size_of::<u64>());
        assert!(align_of::<DO_DOWNLOAD_RANGES_INFO>() <= align_of::<u64>());
        assert!(std::mem::offset_of!(DO_DOWNLOAD_RANGE, Offset) == 0);
        assert!(std::mem::offset_of!(DO_DOWNLOAD_RANGE, Length) == size_of::<u64>());
        assert!(size_of::<DO_DOWNLOAD_RANGE>() == 2 * size_of::<u64>());
    }
    let count = u32::try_from(ranges.len()).unwrap_or(u32::MAX).to_ne_bytes();
    let head = u64::from_ne_bytes([count[0], count[1], count[2], count[3], 0, 0, 0, 0]);
    let words = ranges.iter().flat_map(|range| [range.Offset, range.Length]);
    std::iter::once(head).chain(words).collect()
}

impl Deref for Download {
    type Target = IDODownload;
    #[inline]
    fn deref(&self) -> &IDODownload {
        &self.0
    }
}

impl From<IDODownload> for Download {
    #[inline]
    fn from(download: IDODownload) -> Self {
        Self(download)
    }
}
