//! What every `unsafe` rests on: the numbered invariants that each `// SAFETY:` comment of this crate, and of the code
//! emitted for it, names.
//!
//! # O: the object
//!
//! - **O1, block.** An interface pointer made by this crate, less the words before the vtable word that it points at, is the
//!   address of a `Block<T>` with provenance over that whole block. Vtable word `AT` of a block is that of the chain for `AT`:
//!   0 is the declared one, the further ones follow. Blocks are made by `Object` and `StaticObject` only.
//! - **O2, counted.** Whoever calls through an interface pointer holds a reference for the length of the call, so the
//!   block and its value outlive the call.
//! - **O3, last.** Only the release that takes the count to zero ends the value, after every use by another thread happened
//!   before it. A count that a release took to zero never rises again.
//! - **O4, threads.** An object answers `IAgileObject` and may be used from any thread only if `T: Send + Sync`. The value of
//!   any other object is touched on the thread that made it and nowhere else: each thunk, the last release and the recognition
//!   of own objects ask first, and no typed handle to it crosses threads. These are bounds and functions of `unsafe
//!   trait`s, not of a macro's output.
//! - **O5, weak.** Whoever holds a weak reference may use the counts and the header of the block, and not the value, which may be
//!   gone. All strong references together hold one weak reference, given up after O3. The release that takes the count of weak
//!   references to zero frees the memory; a block without such a count is freed after O3.
//!
//! # V: what a caller of an emitted vtable promises (the contract of COM and of the IDL)
//!
//! - **V1, this.** `this` is the interface pointer through which the vtable was found, which gives O1 and O2.
//! - **V2, memory.** A pointer parameter is NULL or points to what the IDL declares: readable and initialised for
//!   `[in]`, writable for `[out]`, both for `[in, out]`, aliased by no other `[out]` or `[in, out]` parameter and changed
//!   by nobody else, for the length of the call.
//! - **V3, counts.** An array that is not NULL has at least as many elements as its `size_is` says.
//! - **V4, strings.** A string that is not NULL is terminated.
//! - **V5, interfaces.** An interface pointer that is not NULL is one of the declared interface and lives as long as
//!   the call.
//!
//! # C: what an emitted caller relies on
//!
//! - **C1, vtable.** The pointer in an interface value leads to a vtable of `Interface::Vtable`: the contract of
//!   `windows_core::Interface`.
//! - **C2, lent.** Everything whose address is passed lives until the call returns.
//! - **C3, callee.** On success the callee has set each `[out]` to zero or to an owned, valid value of the declared
//!   type: strings terminated, counts true, memory from the task allocator. `[in, out]` parameters hold such a value
//!   however the call ends, and `BYREF` in none of them. Elements behind the count of an array may be anything.
//!
//! # M: memory and layout
//!
//! - **M1, transparent.** An interface type, `Option` of one, `WString`, `Option<WString>`, `Bstr` and `Variant` are
//!   laid out as the pointer or record that crosses the boundary.
//! - **M2, zero.** All-zero bytes are a valid value of what an `[out]` points to: an integer, an enum, a NULL pointer,
//!   an empty BSTR, an empty VARIANT, a record of these.
//! - **M3, task memory.** What changes owner at the boundary comes from, and goes back to, `task_alloc` and
//!   `task_free`.
