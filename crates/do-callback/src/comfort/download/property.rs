//! The properties of a download, each with the type of its value and with what may be done with it.
//!
//! `SecurityContext`, an array of bytes, has no form here.
//!
//! ```compile_fail,E0277
//! # use do_callback::comfort::download::{Download, property};
//! # fn refused(download: &Download) {
//! download.set(property::HTTP_STATUS_CODE, 200); // only the service sets it
//! # }
//! ```

use std::{fmt, marker::PhantomData};

use crate::{
    IUnknown, Interface, Value, Variant,
    download::{DODownloadCostPolicy, DODownloadProperty, IDODownloadStatusCallback},
};

/// A property of a download: `T` is the type of its value, `A` what may be done with it.
pub struct Property<T: ?Sized, A = ReadWrite> {
    id: DODownloadProperty,
    of: PhantomData<fn(A) -> PhantomData<T>>,
}

impl<T: ?Sized, A> Property<T, A> {
    /// A property by its number, for those that are younger than this list. Its type must be the documented one, or the service refuses.
    #[inline]
    pub const fn new(id: DODownloadProperty) -> Self {
        Self { id, of: PhantomData }
    }

    /// Its number.
    #[inline]
    pub const fn id(self) -> DODownloadProperty {
        self.id
    }
}

impl<T: ?Sized, A> Clone for Property<T, A> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized, A> Copy for Property<T, A> {}

impl<T: ?Sized, A> fmt::Debug for Property<T, A> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

/// May be set and read.
#[derive(Debug)]
pub enum ReadWrite {}
/// The service sets it.
#[derive(Debug)]
pub enum ReadOnly {}
/// The service does not give it away.
#[derive(Debug)]
pub enum WriteOnly {}

/// May be read.
#[diagnostic::on_unimplemented(message = "this property can only be set")]
pub trait Readable {}
impl Readable for ReadWrite {}
impl Readable for ReadOnly {}

/// May be set.
#[diagnostic::on_unimplemented(message = "this property can only be read")]
pub trait Writable {}
impl Writable for ReadWrite {}
impl Writable for WriteOnly {}

/// The type of a property, and the VARIANT that carries it.
pub trait Kind {
    /// What is given to set it.
    type Given<'a>;
    /// What reading it gives.
    type Taken;
    /// The VARIANT of a value.
    ///
    /// # Errors
    ///
    /// The value is an object that does not answer as it must.
    fn give(value: Self::Given<'_>) -> crate::Result<Variant>;
    /// The value of a VARIANT; none if that holds another type.
    fn take(variant: &Variant) -> Option<Self::Taken>;
}

/// `VT_BSTR`
impl Kind for str {
    type Given<'a> = &'a str;
    type Taken = String;
    #[inline]
    fn give(value: &str) -> crate::Result<Variant> {
        Ok(value.into())
    }
    #[inline]
    fn take(variant: &Variant) -> Option<String> {
        match variant.value() {
            Value::Bstr(text) => Some(text.to_string()),
            _ => None,
        }
    }
}

/// Kinds whose value is in the VARIANT itself.
macro_rules! plain {
    ($($kind:ty: $variant:ident, $documented:literal;)*) => {
        $(
            #[doc = $documented]
            impl Kind for $kind {
                type Given<'a> = $kind;
                type Taken = $kind;
                #[inline]
                fn give(value: $kind) -> crate::Result<Variant> {
                    Ok(value.into())
                }
                #[inline]
                fn take(variant: &Variant) -> Option<$kind> {
                    match variant.value() {
                        Value::$variant(value) => Some(value),
                        _ => None,
                    }
                }
            }
        )*
    };
}

plain! {
    bool: Bool, "`VT_BOOL`";
    u32: UI4, "`VT_UI4`";
    u64: UI8, "`VT_UI8`";
}

/// `VT_UI4`
impl Kind for DODownloadCostPolicy {
    type Given<'a> = DODownloadCostPolicy;
    type Taken = DODownloadCostPolicy;
    #[inline]
    fn give(value: DODownloadCostPolicy) -> crate::Result<Variant> {
        u32::give(value.0.cast_unsigned())
    }
    #[inline]
    fn take(variant: &Variant) -> Option<DODownloadCostPolicy> {
        u32::take(variant).map(|number| DODownloadCostPolicy(number.cast_signed()))
    }
}

/// `VT_UNKNOWN`
impl Kind for IUnknown {
    type Given<'a> = &'a IUnknown;
    type Taken = Option<IUnknown>;
    #[inline]
    fn give(value: &IUnknown) -> crate::Result<Variant> {
        Ok(value.clone().into())
    }
    #[inline]
    fn take(variant: &Variant) -> Option<Option<IUnknown>> {
        match variant.value() {
            Value::Unknown(object) => Some(object.cloned()),
            Value::Empty => Some(None),
            _ => None,
        }
    }
}

/// `VT_UNKNOWN`
impl Kind for IDODownloadStatusCallback {
    type Given<'a> = &'a IDODownloadStatusCallback;
    type Taken = Option<IDODownloadStatusCallback>;
    #[inline]
    fn give(value: &IDODownloadStatusCallback) -> crate::Result<Variant> {
        IUnknown::give(&value.cast()?)
    }
    #[inline]
    fn take(variant: &Variant) -> Option<Option<IDODownloadStatusCallback>> {
        match IUnknown::take(variant)? {
            None => Some(None),
            Some(object) => object.cast().ok().map(Some),
        }
    }
}

/// The ID, which the service gives.
pub const ID: Property<str, ReadOnly> = Property::new(DODownloadProperty::DODownloadProperty_Id);

/// Where the file is. Needed unless there is a [`CONTENT_ID`].
pub const URI: Property<str> = Property::new(DODownloadProperty::DODownloadProperty_Uri);

/// The ID under which the content is published.
pub const CONTENT_ID: Property<str> =
    Property::new(DODownloadProperty::DODownloadProperty_ContentId);

/// A name for people.
pub const DISPLAY_NAME: Property<str> =
    Property::new(DODownloadProperty::DODownloadProperty_DisplayName);

/// The full path where the file arrives, opened as the caller. Needed unless there is a [`STREAM`].
pub const LOCAL_PATH: Property<str> =
    Property::new(DODownloadProperty::DODownloadProperty_LocalPath);

/// Headers for the server.
pub const HTTP_CUSTOM_HEADERS: Property<str> =
    Property::new(DODownloadProperty::DODownloadProperty_HttpCustomHeaders);

/// On which networks it may go on.
pub const COST_POLICY: Property<DODownloadCostPolicy> =
    Property::new(DODownloadProperty::DODownloadProperty_CostPolicy);

/// Flags of WinHTTP.
pub const SECURITY_FLAGS: Property<u32, WriteOnly> =
    Property::new(DODownloadProperty::DODownloadProperty_SecurityFlags);

/// The callback is called when so many percent more have arrived.
pub const CALLBACK_FREQUENCY_PERCENT: Property<u32> =
    Property::new(DODownloadProperty::DODownloadProperty_CallbackFreqPercent);

/// The callback is called after so many seconds; 1 unless it is set.
pub const CALLBACK_FREQUENCY_SECONDS: Property<u32> =
    Property::new(DODownloadProperty::DODownloadProperty_CallbackFreqSeconds);

/// After so many seconds without a byte it fails: at least 60, and 0 for the service's own choice.
pub const NO_PROGRESS_TIMEOUT_SECONDS: Property<u32> =
    Property::new(DODownloadProperty::DODownloadProperty_NoProgressTimeoutSeconds);

/// It goes on in the foreground.
pub const FOREGROUND_PRIORITY: Property<bool> =
    Property::new(DODownloadProperty::DODownloadProperty_ForegroundPriority);

/// `start` returns at the end of the download.
pub const BLOCKING_MODE: Property<bool> =
    Property::new(DODownloadProperty::DODownloadProperty_BlockingMode);

/// Who is told of its status.
pub const CALLBACK: Property<IDODownloadStatusCallback> =
    Property::new(DODownloadProperty::DODownloadProperty_CallbackInterface);

/// The `IStream` that takes the content in place of a file.
pub const STREAM: Property<IUnknown> =
    Property::new(DODownloadProperty::DODownloadProperty_StreamInterface);

/// The caller's token is used on the network.
pub const NETWORK_TOKEN: Property<bool, WriteOnly> =
    Property::new(DODownloadProperty::DODownloadProperty_NetworkToken);

/// What it is called in telemetry.
pub const CORRELATION_VECTOR: Property<str> =
    Property::new(DODownloadProperty::DODownloadProperty_CorrelationVector);

/// How the content is decrypted, as JSON.
pub const DECRYPTION_INFO: Property<str, WriteOnly> =
    Property::new(DODownloadProperty::DODownloadProperty_DecryptionInfo);

/// Where the hashes of the pieces are, as JSON.
pub const INTEGRITY_CHECK_INFO: Property<str, WriteOnly> =
    Property::new(DODownloadProperty::DODownloadProperty_IntegrityCheckInfo);

/// Without these hashes it fails.
pub const INTEGRITY_CHECK_MANDATORY: Property<bool> =
    Property::new(DODownloadProperty::DODownloadProperty_IntegrityCheckMandatory);

/// How long the file is, in bytes.
pub const TOTAL_SIZE_BYTES: Property<u64> =
    Property::new(DODownloadProperty::DODownloadProperty_TotalSizeBytes);

/// Not on cellular networks.
pub const DISALLOW_ON_CELLULAR: Property<bool> =
    Property::new(DODownloadProperty::DODownloadProperty_DisallowOnCellular);

/// Headers for the server that must not be logged.
pub const HTTP_CUSTOM_AUTH_HEADERS: Property<str> =
    Property::new(DODownloadProperty::DODownloadProperty_HttpCustomAuthHeaders);

/// The server may lead from `https` to `http`.
pub const HTTP_ALLOW_SECURE_TO_NON_SECURE_REDIRECT: Property<bool> =
    Property::new(DODownloadProperty::DODownloadProperty_HttpAllowSecureToNonSecureRedirect);

/// It outlives the program.
pub const NON_VOLATILE: Property<bool> =
    Property::new(DODownloadProperty::DODownloadProperty_NonVolatile);

/// Where the server led to.
pub const HTTP_REDIRECTION_TARGET: Property<str, ReadOnly> =
    Property::new(DODownloadProperty::DODownloadProperty_HttpRedirectionTarget);

/// The headers of the server's answer.
pub const HTTP_RESPONSE_HEADERS: Property<str, ReadOnly> =
    Property::new(DODownloadProperty::DODownloadProperty_HttpResponseHeaders);

/// The server's address.
pub const HTTP_SERVER_IP_ADDRESS: Property<str, ReadOnly> =
    Property::new(DODownloadProperty::DODownloadProperty_HttpServerIPAddress);

/// The status of the server's answer.
pub const HTTP_STATUS_CODE: Property<u32, ReadOnly> =
    Property::new(DODownloadProperty::DODownloadProperty_HttpStatusCode);
