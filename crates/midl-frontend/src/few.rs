//! A list that nearly always has one entry, which needs no memory of its own.

use std::ops::Deref;

/// A list, used as a slice.
#[derive(Clone, Debug)]
pub enum Few<T> {
    /// One entry, or none.
    One(Option<T>),
    /// Several.
    Many(Vec<T>),
}

impl<T> Few<T> {
    /// An empty list.
    #[must_use]
    pub const fn new() -> Few<T> {
        Few::One(None)
    }

    /// Adds an entry at the end.
    pub fn push(&mut self, entry: T) {
        match self {
            Few::One(one) => match one.take() {
                None => *one = Some(entry),
                Some(first) => *self = Few::Many(vec![first, entry]),
            },
            Few::Many(list) => list.push(entry),
        }
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Few<T> {
        let mut entries = entries.into_iter();
        let Some(first) = entries.next() else { return Few::new() };
        let Some(second) = entries.next() else { return Few::One(Some(first)) };
        let mut list = Vec::with_capacity(2 + entries.size_hint().0);
        list.extend([first, second]);
        list.extend(entries);
        Few::Many(list)
    }
}

impl<T> Default for Few<T> {
    fn default() -> Few<T> {
        Few::new()
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        match self {
            Few::One(one) => one.as_slice(),
            Few::Many(list) => list,
        }
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
