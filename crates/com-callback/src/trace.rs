//! Calls as spans of `tracing`, with the feature of that name: interface, method, HRESULT, microseconds, whether it panicked.
//!
//! Who listens to spans is code of the user's too, so each step runs inside the guard. Without the feature a call is nothing.

use std::marker::PhantomData;

use windows_core::HRESULT;

use crate::declare::Declare;
use crate::guard::Method;

#[cfg(feature = "tracing")]
use {
    crate::guard::{During, contain},
    std::time::Instant,
    tracing::{Level, field::Empty, span::EnteredSpan},
};

/// A call of a `T` on its way.
pub(crate) struct Call<T> {
    value: PhantomData<T>,
    #[cfg(feature = "tracing")]
    method: &'static Method,
    /// `None` if nobody listens, or the listener panicked.
    #[cfg(feature = "tracing")]
    span: Option<(EnteredSpan, Instant)>,
}

#[cfg(feature = "tracing")]
impl<T: Declare> Call<T> {
    /// Enters the span of a call.
    pub(crate) fn begin(method: &'static Method) -> Self {
        let span = contain::<T, _>(During::Tracing(method), || {
            let span = tracing::span!(
                target: "com_callback",
                Level::DEBUG,
                "call",
                interface = method.interface,
                method = method.name,
                hresult = Empty,
                microseconds = Empty,
                panicked = Empty,
            );
            (!span.is_disabled()).then(|| (span.entered(), Instant::now()))
        });
        Self { value: PhantomData, method, span: span.flatten() }
    }

    /// Says how the call ended, and leaves its span.
    pub(crate) fn end(self, code: Option<HRESULT>, panicked: bool) {
        let Some((span, begun)) = self.span else { return };
        contain::<T, _>(During::Tracing(self.method), move || {
            let microseconds = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
            if let Some(code) = code {
                span.record("hresult", tracing::field::display(format_args!("{:#010X}", code.0)));
            }
            span.record("microseconds", microseconds);
            span.record("panicked", panicked);
        });
    }
}

#[cfg(not(feature = "tracing"))]
impl<T: Declare> Call<T> {
    #[inline(always)]
    pub(crate) fn begin(_: &'static Method) -> Self {
        Self { value: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn end(self, _: Option<HRESULT>, _: bool) {
        let Self { value: PhantomData } = self;
    }
}
