//! What does not compile: soundness does not rest on what a macro prints. Each example declares an object by hand, as a
//! hostile or careless user could, without `unsafe`.
//!
//! A value that fits, so that the other examples fail for one reason only:
//!
//! ```
#![doc = include_str!("../tests/doctest/least.rs")]
//!
//! struct Fine(std::sync::atomic::AtomicU32);
//! impl Ping for Fine {}
//! impl __private::Declare for Fine {
//!     type Chain = dyn Ping;
//!     type Further = ();
//!     type Threading = __private::Agile;
//!     type Counting = __private::Strong;
//! }
//! fn crosses_threads<T: Send + Sync>(_: T) {}
//! crosses_threads(Object::new(Fine(7.into())));
//! ```
//!
//! An agile object of something that is not `Send + Sync`:
//!
//! ```compile_fail,E0277
#![doc = include_str!("../tests/doctest/least.rs")]
//!
//! struct Local(std::rc::Rc<u32>);
//! impl Ping for Local {}
//! impl __private::Declare for Local {
//!     type Chain = dyn Ping;
//!     type Further = ();
//!     type Threading = __private::Agile;
//!     type Counting = __private::Strong;
//! }
//! ```
//!
//! A value that claims to be agile, without `unsafe`:
//!
//! ```compile_fail,E0200
//! struct Local(std::rc::Rc<u32>);
//! impl com_callback::__private::AgileValue for Local {}
//! ```
//!
//! A threading of one's own, without `unsafe`:
//!
//! ```compile_fail,E0200
//! struct Local(std::rc::Rc<u32>);
//! enum Careless {}
//! impl com_callback::__private::Threading<Local> for Careless {
//!     type Header = ();
//!     const AGILE: bool = true;
//!     fn header() {}
//!     fn may_enter((): &()) -> bool {
//!         true
//!     }
//! }
//! ```
//!
//! A value that borrows:
//!
//! ```compile_fail,E0478
#![doc = include_str!("../tests/doctest/least.rs")]
//!
//! struct Borrows<'a>(&'a u32);
//! impl Ping for Borrows<'_> {}
//! impl<'a> __private::Declare for Borrows<'a> {
//!     type Chain = dyn Ping;
//!     type Further = ();
//!     type Threading = __private::Agile;
//!     type Counting = __private::Strong;
//! }
//! ```
//!
//! A chain that the value does not implement:
//!
//! ```compile_fail,E0277
#![doc = include_str!("../tests/doctest/least.rs")]
//!
//! struct Silent;
//! impl __private::Declare for Silent {
//!     type Chain = dyn Ping;
//!     type Further = ();
//!     type Threading = __private::Agile;
//!     type Counting = __private::Strong;
//! }
//! ```
//!
//! A chain of one's own, without `unsafe`:
//!
//! ```compile_fail,E0200
#![doc = include_str!("../tests/doctest/least.rs")]
//!
//! trait Own {}
//! impl<T: __private::Declare, const AT: usize> __private::Chain<T, AT> for dyn Own {
//!     type Interface = IPing;
//!     type Vtable = IPing_Vtbl;
//!     const VTABLE: &'static IPing_Vtbl = &IPing_Vtbl { base__: __private::thunk::unknown::<T, 0>() };
//!     fn answers(_: __private::Iid) -> bool {
//!         true
//!     }
//! }
//! ```
//!
//! Further chains of one's own, without `unsafe`:
//!
//! ```compile_fail,E0200
//! struct Local;
//! struct Careless;
//! impl com_callback::__private::Further<Local> for Careless {
//!     type Words = [com_callback::__private::Word; 0];
//!     const WORDS: Self::Words = [];
//!     fn find(_: com_callback::__private::Iid) -> Option<usize> {
//!         Some(7)
//!     }
//! }
//! ```
//!
//! Counts of one's own, without `unsafe`:
//!
//! ```compile_fail,E0200
//! struct Local;
//! enum Careless {}
//! impl com_callback::__private::Counting<Local> for Careless {
//!     type Vtable = ();
//!     type Count = ();
//!     const VTABLE: () = ();
//!     const COUNT: () = ();
//! }
//! ```
//!
//! The source of weak references in an object that has none:
//!
//! ```compile_fail,E0277
#![doc = include_str!("../tests/doctest/least.rs")]
//!
//! struct Plain;
//! impl Ping for Plain {}
//! impl __private::Declare for Plain {
//!     type Chain = dyn Ping;
//!     type Further = (__private::Face<dyn __private::WeakReferenceSource>,);
//!     type Threading = __private::Agile;
//!     type Counting = __private::Strong;
//! }
//! ```
//!
//! A further chain that the value does not implement:
//!
//! ```compile_fail,E0277
#![doc = include_str!("../tests/doctest/least.rs")]
//!
//! trait Pong {}
//! struct Half;
//! impl Ping for Half {}
//! impl __private::Declare for Half {
//!     type Chain = dyn Ping;
//!     type Further = (__private::Face<dyn Pong>,);
//!     type Threading = __private::Agile;
//!     type Counting = __private::Strong;
//! }
//! ```
//!
//! An object that is bound to its thread, on another one: the object, a weak reference to it, and a static one. The first of the
//! examples compiles.
//!
//! ```
#![doc = include_str!("../tests/doctest/least.rs")]
#![doc = include_str!("../tests/doctest/bound.rs")]
//!
//! drop(Object::new(Bound(std::rc::Rc::new(1))).downgrade().upgrade());
//! ```
//!
//! ```compile_fail,E0277
#![doc = include_str!("../tests/doctest/least.rs")]
#![doc = include_str!("../tests/doctest/bound.rs")]
//!
//! fn crosses_threads<T: Send>(_: T) {}
//! crosses_threads(Object::new(Bound(std::rc::Rc::new(1))));
//! ```
//!
//! ```compile_fail,E0277
#![doc = include_str!("../tests/doctest/least.rs")]
#![doc = include_str!("../tests/doctest/bound.rs")]
//!
//! fn crosses_threads<T: Send>(_: T) {}
//! crosses_threads(Object::new(Bound(std::rc::Rc::new(1))).downgrade());
//! ```
//!
//! ```compile_fail,E0277
#![doc = include_str!("../tests/doctest/least.rs")]
#![doc = include_str!("../tests/doctest/bound.rs")]
//!
//! fn never_called(bound: Bound) {
//!     com_callback::StaticObject::new(bound);
//! }
//! ```
//!
//! A static object that is none: it would leave references behind.
//!
//! ```compile_fail,E0597
#![doc = include_str!("../tests/doctest/least.rs")]
//!
//! struct Fine;
//! impl Ping for Fine {}
//! impl __private::Declare for Fine {
//!     type Chain = dyn Ping;
//!     type Further = ();
//!     type Threading = __private::Agile;
//!     type Counting = __private::Strong;
//! }
//! let local = com_callback::StaticObject::new(Fine);
//! let interface = local.to_interface();
//! ```
//!
//! A weak reference to an object that was not declared to have any:
//!
//! ```compile_fail,E0277
#![doc = include_str!("../tests/doctest/least.rs")]
//!
//! struct Plain;
//! impl Ping for Plain {}
//! impl __private::Declare for Plain {
//!     type Chain = dyn Ping;
//!     type Further = ();
//!     type Threading = __private::Agile;
//!     type Counting = __private::Strong;
//! }
//! fn never_called(_: com_callback::WeakObject<Plain>) {}
//! ```
//!
//! An object of a value that nobody declared:
//!
//! ```compile_fail,E0277
#![doc = include_str!("../tests/doctest/least.rs")]
//!
//! struct Plain;
//! impl Ping for Plain {}
//! let object = Object::new(Plain);
//! ```
//!
//! An interface, or a VARIANT, on another thread:
//!
//! ```compile_fail,E0277
//! fn crosses_threads<T: Send>(_: T) {}
//! crosses_threads(None::<com_callback::IUnknown>);
//! ```
//!
//! ```compile_fail,E0277
//! fn crosses_threads<T: Send>(_: T) {}
//! crosses_threads(com_callback::Variant::from(1_i32));
//! ```
