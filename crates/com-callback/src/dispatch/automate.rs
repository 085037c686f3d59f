//! What emitted callers of dispinterfaces call: [`Automation`] with the errors of every other method.

use windows_core::{IUnknown, Interface, Result};

use super::{Argument, Automation, Member};
use crate::codes::{E_POINTER, refuse};
use crate::variant::Variant;

pub use super::{Flag, currency, interface};

/// Calls a method.
///
/// # Errors
///
/// As those of [`Automation::dispatch_call`].
#[inline]
pub fn call<'n>(
    this: &impl Automation,
    member: impl Into<Member<'n>>,
    arguments: &mut [Argument<'_>],
) -> Result<Variant> {
    Ok(this.dispatch_call(member, arguments)?)
}

/// Calls a method without a result.
///
/// # Errors
///
/// As those of [`Automation::dispatch_run`].
#[inline]
pub fn run<'n>(
    this: &impl Automation,
    member: impl Into<Member<'n>>,
    arguments: &mut [Argument<'_>],
) -> Result<()> {
    Ok(this.dispatch_run(member, arguments)?)
}

/// Reads a property.
///
/// # Errors
///
/// As those of [`Automation::dispatch_get`].
#[inline]
pub fn get<'n>(
    this: &impl Automation,
    member: impl Into<Member<'n>>,
    arguments: &mut [Argument<'_>],
) -> Result<Variant> {
    Ok(this.dispatch_get(member, arguments)?)
}

/// Sets a property to the last argument.
///
/// # Errors
///
/// As those of [`Automation::dispatch_put`].
#[inline]
pub fn put<'n>(
    this: &impl Automation,
    member: impl Into<Member<'n>>,
    arguments: &mut [Argument<'_>],
) -> Result<()> {
    Ok(this.dispatch_put(member, arguments)?)
}

/// Sets a property to the object that is the last argument.
///
/// # Errors
///
/// As those of [`Automation::dispatch_put_ref`].
#[inline]
pub fn put_ref<'n>(
    this: &impl Automation,
    member: impl Into<Member<'n>>,
    arguments: &mut [Argument<'_>],
) -> Result<()> {
    Ok(this.dispatch_put_ref(member, arguments)?)
}

/// The interface that an object in an `[out]` place is said to be.
///
/// # Errors
///
/// `E_POINTER` for none, the object's own where it lacks the interface.
pub fn placed<I: Interface>(object: Option<IUnknown>) -> Result<I> {
    object.ok_or_else(|| refuse(E_POINTER))?.cast()
}
