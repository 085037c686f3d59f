//! An object in the model: what `com-callback/src/block.rs` does with its counts, step by step.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use loom::cell::UnsafeCell;

use crate::Count;

/// What interface pointers point at. It is shared by [`Pointer`]s, which order nothing.
pub struct Block<C> {
    strong: C,
    weak: C,
    /// A place for each thread. Loom refuses an access that another, exclusive one has not happened before or after.
    value: [UnsafeCell<()>; 3],
    /// All the rest of the allocation: read by everybody who uses the block, written by who frees it.
    memory: UnsafeCell<()>,
    /// How often the value ended and the memory was freed; not part of the model.
    ended: AtomicU32,
    freed: AtomicU32,
}

/// A way to the block that orders nothing: what a raw pointer is.
pub type Pointer<C> = Arc<Block<C>>;

impl<C: Count> Block<C> {
    /// An object with one strong reference.
    pub fn allocate() -> Pointer<C> {
        Block::with(C::one())
    }

    /// An object without a value, with the weak reference that all strong ones are together.
    pub fn allocate_without_value() -> Pointer<C> {
        Block::with(C::none())
    }

    fn with(strong: C) -> Pointer<C> {
        Arc::new(Block {
            strong,
            weak: C::one(),
            value: std::array::from_fn(|_| UnsafeCell::new(())),
            memory: UnsafeCell::new(()),
            ended: AtomicU32::new(0),
            freed: AtomicU32::new(0),
        })
    }

    /// Gives the object its value and its first reference.
    pub fn complete(&self) {
        self.touch();
        self.value.iter().for_each(|place| place.with_mut(|_| ()));
        self.strong.publish();
    }

    pub fn add_ref(&self) {
        self.touch();
        self.strong.add();
    }

    pub fn try_add_ref(&self) -> bool {
        self.touch();
        self.strong.try_add()
    }

    /// Gives a strong reference up; the last one ends the value.
    pub fn release(&self) {
        self.touch();
        if self.strong.release() {
            self.touch();
            self.value.iter().for_each(|place| place.with_mut(|_| ()));
            self.ended.fetch_add(1, Relaxed);
            self.release_weak();
        }
    }

    pub fn add_weak(&self) {
        self.touch();
        self.weak.add();
    }

    /// Gives a weak reference up; the last one frees the memory.
    pub fn release_weak(&self) {
        self.touch();
        if self.weak.release() {
            self.memory.with_mut(|_| ());
            self.freed.fetch_add(1, Relaxed);
        }
    }

    /// Reads the whole value, as methods do that run on several threads at once.
    pub fn read(&self) {
        self.touch();
        self.value.iter().for_each(|place| place.with(|_| ()));
    }

    /// Writes the part of the value that belongs to one thread.
    pub fn write(&self, thread: usize) {
        self.touch();
        self.value[thread].with_mut(|_| ());
    }

    /// True if the value ended once and the memory was freed once, after that.
    pub fn is_over(&self) -> bool {
        (self.ended.load(Relaxed), self.freed.load(Relaxed)) == (1, 1)
    }

    /// Every use of the block is a use of its memory.
    fn touch(&self) {
        self.memory.with(|_| ());
    }
}
